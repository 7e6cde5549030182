using System.Globalization;
using VaeSharp.Data;
using VaeSharp.Engine;
using VaeSharp.Models;
using VaeSharp.Models.Posteriors;
using VaeSharp.Models.Recipes;
using VaeSharp.Storage;
using VaeSharp.Training;
using static TorchSharp.torch;

namespace VaeSharp.Cli.Runs;

/// <summary>A trained model as the verbs use it, with the way to its images.</summary>
internal sealed class TrainedRun : IDisposable
{
    private readonly string? _dataDirectory;
    private readonly Terminal _terminal;
    private readonly IDisposable _scope;
    private readonly NativeWork _work = NativeWork.Begin();

    private TrainedRun(
        RunDirectory folder, ModelCheckpoint checkpoint, Device device, string? dataDirectory, Terminal terminal,
        IDisposable scope)
    {
        Folder = folder;
        Recipe = checkpoint.Recipe;
        Model = checkpoint.Model;
        ClassNames = checkpoint.ClassNames;
        ModelDigest = checkpoint.Digest!;
        Device = device;
        _dataDirectory = dataDirectory;
        _terminal = terminal;
        _scope = scope;
    }

    public RunDirectory Folder { get; }

    public string Name => Folder.Name;

    public Recipe Recipe { get; }

    /// <summary>In evaluation mode; it asks for no gradients.</summary>
    public VariationalAutoencoder Model { get; }

    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>SHA-256 of the file of the weights.</summary>
    public string ModelDigest { get; }

    public Device Device { get; }

    /// <summary>Loads a run's best checkpoint, or its last where there is no best yet.</summary>
    /// <exception cref="UsageException">The run has no checkpoint.</exception>
    public static TrainedRun Open(
        RunDirectory folder, int? threads, string device, string? dataDirectory, Terminal terminal)
    {
        string path = RunOptions.CheckpointOf(folder);
        Threads.Use(threads);
        IDisposable scope = NewDisposeScope();
        Device where = LibTorch.Device(device);
        ModelCheckpoint checkpoint = ModelCheckpoint.Load(path, where);
        foreach (TorchSharp.Modules.Parameter parameter in checkpoint.Model.parameters())
        {
            parameter.requires_grad = false;
        }

        return new TrainedRun(folder, checkpoint, where, dataDirectory, terminal, scope);
    }

    /// <summary>The images of the run's recipe.</summary>
    /// <exception cref="UsageException">They are not such as the model was trained on.</exception>
    public DatasetSplits Images()
    {
        DataChoice data = Recipe.Data;
        DatasetSplits splits = DatasetCatalog.Open(
            new DatasetRequest(data.Name, _dataDirectory, data.Validation, Size: data.Size), _terminal.Progress);
        if (splits.Test.Shape != Model.Shape.Images || splits.Test.ClassNames.Count != ClassNames.Count)
        {
            throw new UsageException(
                $"{Name} was trained on {Model.Shape.Images} images of {ClassNames.Count} classes; {data.Name} has "
                + $"{splits.Test.Shape} images of {splits.Test.ClassNames.Count}. Name its data with --data-dir.");
        }

        return splits;
    }

    /// <summary>The prior that <c>vae fit-prior</c> has left in the run's folder.</summary>
    /// <exception cref="UsageException">There is none.</exception>
    public FittedPrior Fitted() => CheckpointDirectory.Exists(Folder.FittedPrior)
        ? FittedPrior.Load(Folder.FittedPrior, Model.Shape.Latents, ModelDigest, Device)
        : throw new UsageException($"{Name} has no fitted prior yet; make one with 'vae fit-prior {Name}'.");

    /// <summary>The class that a user names by number or by word; null where none is named.</summary>
    /// <exception cref="UsageException">There is no such class, or the decoder takes no labels.</exception>
    public int? Class(string? text)
    {
        if (text is null)
        {
            return null;
        }

        if (!Model.Shape.SamplesByLabel)
        {
            throw new UsageException(
                $"{Name} draws without labels (labels in its recipe: {Labels}); leave the label out.");
        }

        int index = Enumerable.Range(0, ClassNames.Count)
            .FirstOrDefault(i => string.Equals(ClassNames[i], text, StringComparison.OrdinalIgnoreCase), -1);
        if (index < 0 && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number))
        {
            index = number;
        }

        return index >= 0 && index < ClassNames.Count
            ? index
            : throw new UsageException(
                $"There is no class '{text}'{Spelling.Suggestion(text, ClassNames)}. "
                + $"The classes are: {string.Join(", ", ClassNames)}.");
    }

    /// <summary>For what needs a continuous latent space.</summary>
    /// <param name="why">What is missing, and what to do.</param>
    /// <exception cref="UsageException">The latents are codes.</exception>
    public void RefuseCodes(string why)
    {
        if (Recipe.Posterior is VectorQuantizedChoice)
        {
            throw new UsageException($"{Name} has codes in place of latent dimensions: {why}.");
        }
    }

    /// <summary>A class as part of a file's name.</summary>
    public string FileNameOf(int label) =>
        string.Concat(ClassNames[label].Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '-'));

    /// <summary>One class for each of several images, where the model takes labels.</summary>
    public Tensor? ClassTensor(int label, long count) =>
        Model.Shape.Labels == LabelUse.None ? null : full(count, label, ScalarType.Int64, Device);

    /// <summary>Who sees labels, as the recipe says it.</summary>
    public string Labels => Model.Shape.Labels.ToString().ToLowerInvariant();

    /// <summary>Grey values of some images, and their classes: pictures show images as they are.</summary>
    /// <param name="images">The data set.</param>
    /// <param name="indices">Which ones, in order.</param>
    public ImageBatch Batch(ImageDataset images, params ReadOnlySpan<int> indices)
    {
        foreach (int index in indices)
        {
            if (index >= images.Count)
            {
                throw new UsageException($"There is no image {index}; the last one is {images.Count - 1}.");
            }
        }

        using var tensors = new ImageTensors(images.Select(indices), Device);
        using var random = new RandomStream(0, RandomUse.Evaluation, device: Device); // grey images draw nothing
        return tensors.Batch([.. Enumerable.Range(0, indices.Length)], Binarization.None, random);
    }

    public void Dispose()
    {
        Model.Dispose();
        _scope.Dispose();
        _work.Dispose();
    }
}
