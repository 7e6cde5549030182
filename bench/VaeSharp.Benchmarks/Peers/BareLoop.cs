using System.Diagnostics;
using VaeSharp.Data;
using VaeSharp.Engine;
using VaeSharp.Models;
using VaeSharp.Models.Recipes;
using VaeSharp.Training;

namespace VaeSharp.Benchmarks.Peers;

/// <summary>VaeSharp's own trainer with nothing that observes it but a watch.</summary>
internal static class BareLoop
{
    /// <summary>Trains a recipe and reports each epoch.</summary>
    internal static IReadOnlyList<PeerEpoch> Run(string name, int epochs, int threads)
    {
        Recipe recipe = RecipeCatalog.Open(name);
        recipe = recipe with { Training = recipe.Training with { Epochs = epochs } };
        Machine.Prepare(threads);
        ImageDataset images = DatasetCatalog.Open(
            new DatasetRequest(recipe.Data.Name, ValidationCount: recipe.Data.Validation, Size: recipe.Data.Size)).Train;
        using VariationalAutoencoder model = ModelFactory.Create(recipe, images.Shape, images.ClassNames.Count, seed: 0);
        using var tensors = new ImageTensors(images);
        using var trainer = new Trainer(model, recipe, tensors, seed: 0);
        var watch = new Watch();
        trainer.Run([watch]);
        return watch.Epochs;
    }

    private sealed class Watch : ITrainingObserver
    {
        private readonly Stopwatch _watch = Stopwatch.StartNew();

        internal List<PeerEpoch> Epochs { get; } = [];

        public void EpochDone(TrainingProgress now, EpochReport epoch)
        {
            Epochs.Add(new PeerEpoch(epoch.Epoch, _watch.Elapsed.TotalSeconds, epoch.Train.Loss));
            _watch.Restart();
        }
    }
}
