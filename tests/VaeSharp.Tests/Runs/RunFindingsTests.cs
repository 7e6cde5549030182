using VaeSharp.Evaluation;
using VaeSharp.Models;
using VaeSharp.Models.Recipes;
using VaeSharp.Nn.Distributions;
using VaeSharp.Runs;
using VaeSharp.Training;
using Xunit;

namespace VaeSharp.Tests.Runs;

public sealed class RunFindingsTests
{
    private static readonly Recipe Recipe = RecipeCatalog.Open("mnist");

    [Fact]
    public void A_sound_training_has_none()
    {
        Assert.Empty(RunFindings.Of(Recipe, Epochs(110, 101, 100, 100.01, 99.99), Test(active: 20), linear: null));
    }

    [Fact]
    public void A_loss_that_still_falls_asks_for_more_epochs()
    {
        Assert.Contains("still fell in the last epoch, from 110.00 to 100.00", Only(Epochs(130, 120, 110, 100)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_validation_loss_that_rises_while_the_training_loss_falls_is_overfitting()
    {
        Assert.Contains("best after epoch 2 (100.00) and rose to 108.00", Only(Epochs(110, 100, 102, 105, 108)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_warm_up_that_is_as_long_as_the_training_is_told()
    {
        Assert.Null(RunFindings.WarmUpIsTooLong(Recipe.Training, Recipe.Training.WarmupSteps + 1));
        Assert.Contains("never", RunFindings.WarmUpIsTooLong(Recipe.Training, Recipe.Training.WarmupSteps)!, StringComparison.Ordinal);
    }

    [Fact]
    public void Latents_that_are_all_asleep_are_told_otherwise_than_half_of_them()
    {
        Assert.Contains("No latent", Assert.Single(RunFindings.Of(Recipe, Epochs(100), Test(active: 0), null)), StringComparison.Ordinal);
        Assert.Contains("3 of 32", Assert.Single(RunFindings.Of(Recipe, Epochs(100), Test(active: 3), null)), StringComparison.Ordinal);
    }

    [Fact]
    public void Reconstructions_worse_than_a_linear_models_are_told()
    {
        var linear = new PcaReport(10, 100, 32, 0, 0, 5, 0.01, 20);

        Assert.Contains("probabilistic PCA", Assert.Single(RunFindings.Of(Recipe, Epochs(100), Test(20), linear)), StringComparison.Ordinal);
        Assert.Empty(RunFindings.Of(Recipe, Epochs(100), Test(20), linear with { ReconstructionMse = 0.03 }));
    }

    [Fact]
    public void Latents_that_lie_closer_together_than_the_prior_are_told()
    {
        EvaluationReport narrow = Test(20) with { AggregateVariance = 0.12, AggregateGapNats = 67 };

        Assert.Contains("0.12 of the prior's variance", Assert.Single(RunFindings.Of(Recipe, Epochs(100), narrow, null)), StringComparison.Ordinal);
        Assert.Empty(RunFindings.Of(Recipe, Epochs(100), narrow with { AggregateVariance = 0.9, AggregateGapNats = 0.5 }, null));
    }

    [Fact]
    public void Skipped_updates_are_counted()
    {
        EpochReport[] epochs = Epochs(100);

        Assert.StartsWith("3 updates", Assert.Single(RunFindings.Of(Recipe, [epochs[0] with { Skipped = 3 }], Test(20), null)), StringComparison.Ordinal);
    }

    private static string Only(EpochReport[] epochs) => Assert.Single(RunFindings.Of(Recipe, epochs, Test(20), null));

    // The training loss falls throughout.
    private static EpochReport[] Epochs(params double[] validation) =>
    [
        .. validation.Select((loss, i) => new EpochReport(i + 1, 1000 * (i + 1), 1e-3, 1, 0, new EpochFigures(200 - i, 150, 50))
        {
            Validation = new EpochFigures(loss, loss - 20, 20),
        }),
    ];

    private static EvaluationReport Test(int active) => new()
    {
        Bound = new BoundReport
        {
            Images = 10,
            ValuesPerImage = 784,
            Support = PixelSupport.Binary,
            Binarization = Binarization.Dynamic,
            Labels = LabelUse.None,
            Seed = 0,
            NegativeElboNats = 100,
            DistortionNats = 80,
            RateNats = 20,
        },
        ActiveUnits = active,
        Latents = 32,
        ReconstructionMse = 0.02,
    };
}
