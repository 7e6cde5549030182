using TorchSharp;
using VaeSharp.Data;
using VaeSharp.Engine;
using VaeSharp.Models;
using VaeSharp.Training;

namespace VaeSharp.Runs;

/// <summary>What a training computes with: images, model, trainer. It writes nothing.</summary>
internal sealed class TrainingSession : IDisposable
{
    private readonly ImageTensors _images;

    internal TrainingSession(TrainingRequest request, IProgress<string>? progress)
    {
        Request = request;
        if (request.Threads is { } threads)
        {
            Threads.Use(threads);
        }

        torch.Device device = LibTorch.Device(request.Device);
        Splits = DatasetCatalog.Open(request.Recipe.Data.Request(request.DataDirectory, request.Limit), progress);
        ImageDataset train = Splits.Train;
        Model = ModelFactory.Create(request.Recipe, train.Shape, train.ClassNames.Count, request.Seed).to(device);
        FreshTensors = request.From is { } from ? ModelCheckpoint.TakeWeights(from, Model) : [];
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

    internal LossNames LossNames => LossNames.Of(Request.Recipe, Model.Support, Model.Shape.SamplesByLabel);

    public void Dispose()
    {
        Trainer.Dispose();
        _images.Dispose();
        Model.Dispose();
    }
}
