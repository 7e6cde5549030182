using TorchSharp;
using VaeSharp.Data;
using VaeSharp.Models;
using VaeSharp.Models.Recipes;
using VaeSharp.Tests.Models;
using VaeSharp.Training;
using Xunit;

namespace VaeSharp.Tests.Training;

[Collection(AloneCollection.Name)]
public sealed class PhaseClockTests
{
    [Fact]
    public void A_clock_counts_all_but_the_warm_up_and_changes_no_bit()
    {
        using var scope = torch.NewDisposeScope();
        var clock = new PhaseClock(warmUpEpochs: 1);

        Assert.Equal(Weights(null), Weights(clock));

        Assert.Equal(3, clock.Epochs); // of 4, each with batches of 4, 4 and 2
        Assert.Equal(9, clock.Steps.Count);
        Assert.Equal(30, clock.Images);
        Assert.All(clock.Steps, seconds => Assert.True(seconds > 0));
        Assert.All(Enum.GetValues<TrainingPhase>(), phase => Assert.True(clock.SecondsOf(phase) > 0, $"{phase}"));
    }

    private static float[] Weights(PhaseClock? clock)
    {
        var shape = new ImageShape(1, 6, 6);
        Recipe recipe = TinyRecipe.Of(TinyRecipe.Networks("mlp"));
        using var images = new ImageTensors(TinyRecipe.Images(10, shape));
        using VariationalAutoencoder model = ModelFactory.Create(recipe, shape, 3, seed: 1);
        using var trainer = new Trainer(model, recipe, images, seed: 1) { Clock = clock };
        trainer.Run([]);
        return [.. model.state_dict().Values.SelectMany(t => t.detach().flatten().data<float>().ToArray())];
    }
}
