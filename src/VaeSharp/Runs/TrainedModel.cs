using System.Globalization;
using VaeSharp.Data;
using VaeSharp.Engine;
using VaeSharp.Evaluation;
using VaeSharp.Evaluation.Quality;
using VaeSharp.Models;
using VaeSharp.Models.Recipes;
using VaeSharp.Nn.Distributions;
using VaeSharp.Storage;
using static TorchSharp.torch;

namespace VaeSharp.Runs;

/// <summary>A run's model, ready for use: what it was made from, what its labels mean, and the way to its images.</summary>
public sealed class TrainedModel : IDisposable
{
    private TrainedModel(RunDirectory folder, ModelCheckpoint checkpoint, Device device)
    {
        Folder = folder;
        Recipe = checkpoint.Recipe;
        Model = checkpoint.Model;
        ClassNames = checkpoint.ClassNames;
        Digest = checkpoint.Digest!;
        Device = device;
    }

    /// <summary>Where the run lies.</summary>
    public RunDirectory Folder { get; }

    /// <summary>The run's name.</summary>
    public string Name => Folder.Name;

    /// <summary>What it was trained by.</summary>
    public Recipe Recipe { get; }

    /// <summary>In evaluation mode; it asks for no gradients.</summary>
    public VariationalAutoencoder Model { get; }

    /// <summary>What the labels mean, in their order.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>SHA-256 of the file of the weights.</summary>
    public string Digest { get; }

    /// <summary>What it computes on.</summary>
    public Device Device { get; }

    // In place of latent dimensions.
    internal bool HasCodes => Recipe.Posterior.CodebookSize > 0;

    /// <summary>Loads a run's best checkpoint, or its last where there is no best yet.</summary>
    /// <param name="folder">The folder that a training left, or a packed model; or the name of a run in "runs".</param>
    /// <param name="device">The device: cpu, cuda, cuda:N or mps.</param>
    /// <exception cref="RunException">The run has no checkpoint.</exception>
    /// <exception cref="StorageFormatException">The checkpoint is damaged.</exception>
    /// <exception cref="LibTorchException">There is no such device.</exception>
    public static TrainedModel Open(string folder, string device = "cpu") =>
        Open(RunDirectory.Find(folder, RunDirectory.DefaultRoot), device);

    internal static TrainedModel Open(RunDirectory run, string device)
    {
        string path = run.Checkpoint();
        Device where = LibTorch.Device(device);
        ModelCheckpoint checkpoint = ModelCheckpoint.Load(path, where);
        foreach (TorchSharp.Modules.Parameter parameter in checkpoint.Model.parameters())
        {
            parameter.requires_grad = false;
        }

        return new TrainedModel(run, checkpoint, where);
    }

    /// <summary>The images of the run's recipe.</summary>
    /// <param name="directory">A directory with the data set; null for that of the training, or where data sets are usually found.</param>
    /// <param name="progress">Hears of data that is fetched.</param>
    /// <exception cref="RunException">They are not such as the model was trained on, or not where they were.</exception>
    public DatasetSplits Images(string? directory = null, IProgress<string>? progress = null)
    {
        directory = RunImages.Locate(Folder, Recipe.Data, directory, progress);
        DatasetSplits splits = DatasetCatalog.Open(Recipe.Data.Request(directory), progress);
        OtherImages.Refuse(this, splits.Test);
        return splits;
    }

    /// <summary>Measures the model on images: bound, rate, distortion, reconstruction.</summary>
    /// <param name="images">Of the model's shape.</param>
    /// <param name="seed">Of the noise.</param>
    /// <param name="progress">Receives the share of the images that is done, 0 to 1.</param>
    public EvaluationReport Evaluate(ImageDataset images, ulong seed = 0, IProgress<double>? progress = null) =>
        ModelEvaluation.Evaluate(Model, images, Recipe, seed, Device, progress);

    /// <summary>Estimates −log p(x) by importance sampling.</summary>
    /// <param name="images">Of the model's shape.</param>
    /// <param name="samples">Of z for each image.</param>
    /// <param name="seed">Of the noise.</param>
    /// <param name="progress">Receives the share of the images that is done, 0 to 1.</param>
    /// <exception cref="RunException">The model has no q(z|x) that could be sampled, or no likelihood.</exception>
    public LikelihoodEstimate EstimateLikelihood(
        ImageDataset images, int samples, ulong seed = 0, IProgress<double>? progress = null)
    {
        DemandSamples(samples);
        string? why = HasCodes
                ? "has a deterministic posterior: every sample would be the same, and the estimate −ELBO"
            : Model.Support == PixelSupport.None
                ? "is trained with a loss that is not a likelihood, so there is nothing to estimate"
            : null;
        return why is null
            ? LikelihoodEstimate.Of(Model, images, Recipe, samples, seed, Device, progress)
            : throw Fault(RunFault.NothingToSample, $"{Name} {why}.");
    }

    /// <summary>Measures probabilistic PCA with as many dimensions as the model has latents: the linear VAE at its optimum.</summary>
    /// <param name="train">The images that it is fitted to.</param>
    /// <param name="images">Those that it is measured on.</param>
    /// <param name="progress">Receives the share of the images that is done, 0 to 1.</param>
    /// <returns>Null where its figures could not stand beside the model's, or would take minutes and gigabytes.</returns>
    internal PcaReport? EvaluatePca(ImageDataset train, ImageDataset images, IProgress<double>? progress = null)
    {
        // As many numbers as codes are vectors long would not be as much told.
        bool linear = !HasCodes && Model.Shape.Latents < images.Shape.Values && ProbabilisticPca.IsQuick(train);
        if (!linear || Recipe.Data.Binarization != Binarization.None
            || Model.Support is not (PixelSupport.Levels256 or PixelSupport.UnitInterval or PixelSupport.RealLine))
        {
            return null;
        }

        using ProbabilisticPca pca = ProbabilisticPca.Fit(train, (int)Model.Shape.Latents, progress);
        return pca.Evaluate(images);
    }

    /// <summary>What the latents tell of images, and how far they are from the prior.</summary>
    /// <param name="images">Of the model's shape.</param>
    /// <param name="seed">Of the noise.</param>
    /// <returns>Null where q(z|x) is no diagonal Gaussian, or there is no one prior.</returns>
    internal MutualInformation? MutualInformation(ImageDataset images, ulong seed = 0) =>
        Evaluation.Quality.MutualInformation.Of(Model, images, Recipe, seed, Device);

    /// <summary>q(z|x) of each image.</summary>
    /// <param name="images">Of the model's shape.</param>
    /// <param name="seed">Of binarisation, where the recipe has any.</param>
    /// <param name="progress">Receives the share of the images that is done, 0 to 1.</param>
    public Encodings Encode(ImageDataset images, ulong seed = 0, IProgress<double>? progress = null) =>
        Encodings.Of(Model, images, Recipe, seed, Device, progress);

    /// <summary>Adds noise to images, lets the model remove it, and compares with a median filter.</summary>
    /// <param name="images">Of the model's shape.</param>
    /// <param name="noise">What is done to them.</param>
    /// <param name="level">σ of Gaussian noise, else the share of corrupted values.</param>
    /// <param name="samples">Decoded samples of z that are averaged; 0 decodes the posterior's mean.</param>
    /// <param name="seed">Of the noise.</param>
    /// <param name="progress">Receives the share of the images that is done, 0 to 1.</param>
    /// <exception cref="RunException">Samples are asked for, and the encoder gives a point.</exception>
    internal DenoisingReport Denoise(
        ModelImages images, CorruptionKind noise, double level, int samples = 0, ulong seed = 0, IProgress<double>? progress = null)
    {
        DemandSamples(samples);
        return Denoising.Evaluate(
            Model, images.Images, noise, level, seed, samples, images.Labels == LabelOrigin.Found ? Recipe : null, Device, progress);
    }

    /// <summary>Measures the model with right and with wrong labels.</summary>
    /// <param name="images">Of the model's shape, of at least two classes.</param>
    /// <param name="judge">Classifies the reconstructions; null to leave that out.</param>
    /// <param name="seed">Of the noise and of the wrong labels.</param>
    /// <param name="progress">Receives the share of the images that is done, 0 to 1.</param>
    /// <exception cref="RunException">The model takes no labels.</exception>
    internal RelabellingReport Relabel(
        ImageDataset images, JudgeClassifier? judge = null, ulong seed = 0, IProgress<double>? progress = null)
    {
        DemandLabels();
        return Relabelling.Evaluate(Model, images, Recipe, seed, judge, Device, progress);
    }

    /// <summary>For what tells the model labels.</summary>
    /// <exception cref="RunException">The model takes none.</exception>
    public void DemandLabels()
    {
        if (Model.Shape.Labels == LabelUse.None)
        {
            throw Fault(
                RunFault.NoLabels, $"{Name} is not conditioned on labels (labels in its recipe: none), so there is nothing to relabel.");
        }
    }

    /// <summary>The prior that was fitted to the model's latents and left in the run's folder.</summary>
    /// <exception cref="RunException">There is none.</exception>
    internal FittedPrior FittedPrior() => CheckpointDirectory.Exists(Folder.FittedPrior)
        ? Models.FittedPrior.Load(Folder.FittedPrior, ModelFactory.InputsOf(Model, Recipe), Digest, Device)
        : throw Fault(RunFault.NoFittedPrior, $"{Name} has no fitted prior yet.");

    /// <summary>The class of that name or number.</summary>
    /// <param name="text">Such as "cat" or "3".</param>
    /// <exception cref="RunException">There is no such class, or the model draws without labels.</exception>
    public int Class(string text)
    {
        if (!Model.Shape.SamplesByLabel)
        {
            throw Fault(
                RunFault.OutOfRange,
                $"{Name} is not conditioned on labels (labels in its recipe: {Model.Shape.Labels.ToString().ToLowerInvariant()}); "
                + "leave the label out.");
        }

        return ClassNamed(text);
    }

    /// <summary>The class of that name or number, whether the model draws by label or not.</summary>
    /// <exception cref="RunException">There is no such class.</exception>
    internal int ClassNamed(string text)
    {
        int index = Found(name => name == text) is [var exact] ? exact
            : Found(name => string.Equals(name, text, StringComparison.OrdinalIgnoreCase)) is [var only] ? only
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number
            : -1;
        return index >= 0 && index < ClassNames.Count
            ? index
            : throw Fault(
                RunFault.OutOfRange,
                $"There is no class '{text}'{Spelling.Suggestion(text, ClassNames)}. "
                + $"The classes are: {string.Join(", ", ClassNames)}.");

        int[] Found(Func<string, bool> fits) => [.. Enumerable.Range(0, ClassNames.Count).Where(i => fits(ClassNames[i]))];
    }

    /// <inheritdoc/>
    public void Dispose() => Model.Dispose();

    /// <summary>For what needs a continuous latent space.</summary>
    /// <exception cref="RunException">The latents are codes.</exception>
    internal void RefuseCodes(string missing)
    {
        if (HasCodes)
        {
            throw Fault(RunFault.CodesNotDimensions, $"{Name} has codes in place of latent dimensions: {missing}.");
        }
    }

    /// <summary>One class for each of several images, where the model takes labels.</summary>
    internal Tensor? ClassTensor(int label, long count) =>
        Model.Shape.Labels == LabelUse.None ? null : full(count, label, ScalarType.Int64, Device); // [count]

    /// <summary>Grey values of some images, and their classes: pictures show images as they are.</summary>
    internal ImageBatch Batch(ImageDataset images, params ReadOnlySpan<int> indices)
    {
        foreach (int index in indices)
        {
            DemandImage(images, index);
        }

        using var tensors = new ImageTensors(images.Select(indices), Device);
        using var random = new RandomStream(0, RandomUse.Evaluation, device: Device); // grey images draw nothing
        return tensors.Batch([.. Enumerable.Range(0, indices.Length)], Binarization.None, random);
    }

    internal void DemandImage(ImageDataset images, int index)
    {
        if (index < 0 || index >= images.Count)
        {
            throw Fault(RunFault.OutOfRange, $"There is no image {index}; the last one is {images.Count - 1}.");
        }
    }

    /// <summary>For what samples q(z|x), so often; 0 takes its mean.</summary>
    internal void DemandSamples(int samples)
    {
        if (samples > 0 && Recipe.Objective.IsDeterministic)
        {
            throw Fault(
                RunFault.NothingToSample, $"{Name} has a deterministic encoder, and no q(z|x) to sample.");
        }
    }

    /// <summary>Computes without gradients; all tensors that are left over are freed at the end.</summary>
    internal static T Compute<T>(Func<T> work)
    {
        using NativeWork held = NativeWork.Begin();
        using var scope = NewDisposeScope();
        using IDisposable mode = inference_mode();
        return work();
    }

    internal RunException Fault(RunFault fault, string message) => new(fault, message) { Subject = Name };
}
