using TorchSharp;
using VaeSharp.Data;
using VaeSharp.Engine;
using VaeSharp.Evaluation;
using VaeSharp.Models;
using VaeSharp.Models.Recipes;
using VaeSharp.Training;

namespace VaeSharp.Runs;

/// <summary>What a training computes with: images, model, trainer. It writes nothing.</summary>
internal sealed class TrainingSession : IDisposable
{
    private readonly ImageTensors _images;

    // A covariance of more values takes minutes and gigabytes.
    private const int MostLinearValues = 4096;

    /// <summary>Opens the images and makes model and trainer.</summary>
    /// <param name="request">What is to be trained.</param>
    /// <param name="progress">Hears of what takes a while.</param>
    /// <param name="begins">Whether it trains from here on, so that a linear path is worth its fit; not where a checkpoint follows, or
    /// only the time of steps matters.</param>
    internal TrainingSession(TrainingRequest request, IProgress<string>? progress, bool begins = false)
    {
        Request = request;
        if (request.Threads is { } threads)
        {
            Threads.Use(threads);
        }

        torch.Device device = LibTorch.Device(request.Device);
        DemandRoom(request, device);
        Splits = request.Images ?? DatasetCatalog.Open(request.Recipe.Data.Request(request.DataDirectory, request.Limit), progress);
        ImageDataset train = Splits.Train;
        if (device.type == DeviceType.CPU)
        {
            Estimate().Demand("Training with this recipe", MachineMemory.Total);
        }

        Model = ModelFactory.Create(request.Recipe, train.Shape, train.ClassNames.Count, request.Seed).to(device);
        FreshTensors = request.From is { } from ? ModelCheckpoint.TakeWeights(from, Model) : [];
        if (begins && request.From is null && request.Recipe.Networks.StartsLinear)
        {
            StartLinear(train, progress);
        }

        _images = new ImageTensors(train, device);
        var validation = new ValidationBound(request.Recipe, Splits.Validation, request.Seed, device);
        Trainer = new Trainer(Model, request.Recipe, _images, request.Seed, validation.Measure);
    }

    internal TrainingRequest Request { get; }

    internal DatasetSplits Splits { get; }

    internal VariationalAutoencoder Model { get; }

    internal Trainer Trainer { get; }

    /// <summary>Of the model's tensors those that the checkpoint it begins with has not; empty for fresh weights.</summary>
    internal IReadOnlyList<string> FreshTensors { get; }

    /// <summary>The memory that the whole of it takes.</summary>
    internal MemoryEstimate Estimate() => MemoryEstimate.OfTraining(
        Request.Recipe, Splits.Train.Shape, Splits.Train.ClassNames.Count, Splits.Train.Count,
        ((ImageDataset[])[Splits.Train, Splits.Validation, Splits.Test]).Sum(part => (double)part.Count * part.Shape.Values));

    // A picture's header tells what a model of it takes, before any is decoded: at least that of grey ones.
    private static void DemandRoom(TrainingRequest request, torch.Device device)
    {
        if (device.type == DeviceType.CPU
            && DatasetCatalog.ShapeByHeaders(request.Recipe.Data.Request(request.DataDirectory, request.Limit)) is { } shape)
        {
            MemoryEstimate.OfTraining(request.Recipe, shape, classes: 1, count: 2)
                .Demand("Training with this recipe", MachineMemory.Total);
        }
    }

    internal LossNames LossNames => LossNames.Of(Request.Recipe, Model.Support, Model.Shape.SamplesByLabel);

    private void StartLinear(ImageDataset train, IProgress<string>? progress)
    {
        int latents = Math.Min(Model.LinearLatents, train.Shape.Values - 1);
        if (latents < 1 || train.Count < 2 || train.Shape.Values > MostLinearValues || !Request.Recipe.Prior.IsStandardNormal)
        {
            throw new RecipeException(
                "networks.linearStart is true: such a start is a linear VAE's, and takes networks.linear above 0, a diagonal Gaussian "
                + "posterior, a standard normal prior, a likelihood with a mean (256 levels of a logistic, or a Gaussian) and images of "
                + $"at most {MostLinearValues} values, {train.Shape.Values} here.");
        }

        progress?.Report($"Starting from probabilistic PCA with {latents} dimensions, fitted to {train.Count} images.");
        using var pca = ProbabilisticPca.Fit(train, latents);
        using var scope = torch.NewDisposeScope();
        Model.StartFrom(pca.Start());
    }

    public void Dispose()
    {
        Trainer.Dispose();
        _images.Dispose();
        Model.Dispose();
    }
}
