using System.Text.Json;
using VaeSharp.Data;
using VaeSharp.Models;
using VaeSharp.Models.Recipes;
using VaeSharp.Runs;
using VaeSharp.Runs.Observers;
using VaeSharp.Storage;
using VaeSharp.Tests.Models;
using VaeSharp.Tests.Training;
using VaeSharp.Training;
using Xunit;
using static TorchSharp.torch;

namespace VaeSharp.Tests.Runs.Observers;

/// <summary>What a run's minutes are counted from, also where it was stopped and went on.</summary>
public sealed class TimingObserverTests : IDisposable
{
    private readonly Tests.Data.TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    // Three steps an epoch: stopped within the second, and after its last step but before it was measured.
    [Theory]
    [InlineData(4, new[] { 1, 2, 2, 3, 4 })]
    [InlineData(6, new[] { 1, 2, 2, 3, 4 })]
    public void The_part_of_an_epoch_before_a_stop_is_kept(int steps, int[] epochs)
    {
        using var scope = NewDisposeScope();
        var shape = new ImageShape(1, 6, 6);
        Recipe recipe = TinyRecipe.Of(TinyRecipe.Networks("mlp"), training: new TrainingOptions(4, 4, 1e-2));
        RunDirectory run = RunDirectory.Create(_directory["run"], "", "tiny");
        using var images = new ImageTensors(TinyRecipe.Images(10, shape));
        using VariationalAutoencoder model = ModelFactory.Create(recipe, shape, 3, seed: 1);
        using var trainer = new Trainer(model, recipe, images, seed: 5);
        using var stop = new CancellationTokenSource();
        var stopper = new TrainingRecorder { AfterStep = position => Cancel(position.Step) };

        double before;
        using (var first = new TimingObserver(run, trainer.Position))
        {
            Assert.Equal(TrainingOutcome.Interrupted, trainer.Run([stopper, first], stop.Token));
            before = first.Seconds;
        }

        using (var second = new TimingObserver(run, trainer.Position))
        {
            Assert.InRange(second.Seconds, before - 0.01, double.MaxValue);
            Assert.Equal(TrainingOutcome.Finished, trainer.Run([second]));
        }

        Assert.Equal(epochs, JsonLinesFile.Read(run.Timing).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("epoch").GetInt32()));

        void Cancel(long step)
        {
            if (step == steps)
            {
                stop.Cancel();
            }
        }
    }
}
