using VaeSharp.Models.Recipes;
using VaeSharp.Runs;
using VaeSharp.Runs.Measurements;
using VaeSharp.Training.Objectives;
using Xunit;

namespace VaeSharp.Tests.Runs.Measurements;

public sealed class TrainingEstimateTests
{
    private const int Epochs = 10;
    private const int StepsPerEpoch = 50;

    // Steps cost 0.1 s with five samples and 0.5 s with fifty.
    [Theory]
    [InlineData(0.01, 0.5)]
    [InlineData(0.9, 0.14)]
    [InlineData(0.99, 0.1)]
    public void First_and_later_epochs_count_at_their_own_cost(double firstShare, double secondsPerStep)
    {
        TrainingEstimate report = TrainingEstimate.Of(
            Request(new IwaeOptions(50, BackwardSamples: 7, FirstSamples: 5, FirstShare: firstShare)), Measure);

        Assert.Equal(secondsPerStep, report.SecondsPerStep, 1e-12);
        Assert.Equal(secondsPerStep * StepsPerEpoch * Epochs, report.SecondsExpected, 1e-9);
        Assert.Equal(50, report.PeakMemoryMegabytes);

        static TrainingEstimate Measure(TrainingRequest asked)
        {
            var objective = Assert.IsType<IwaeOptions>(asked.Recipe.Objective);
            Assert.Equal((0, 0.0), (objective.FirstSamples, objective.FirstShare));
            Assert.Equal(objective.Samples == 5 ? 0 : 7, objective.BackwardSamples);
            return Report(objective.Samples == 5 ? 0.1 : 0.5, objective.Samples);
        }
    }

    [Fact]
    public void A_training_whose_steps_cost_the_same_is_measured_as_it_is()
    {
        TrainingRequest request = Request(new IwaeOptions(50));

        TrainingEstimate report = TrainingEstimate.Of(request, asked =>
        {
            Assert.Same(request, asked);
            return Report(0.3, 1);
        });

        Assert.Equal(0.3, report.SecondsPerStep);
    }

    private static TrainingRequest Request(ObjectiveOptions objective) => new(
        "mnist", RecipeCatalog.Open("mnist") with { Objective = objective });

    private static TrainingEstimate Report(double secondsPerStep, double megabytes) => new(
        "1×28×28", 2, 100, 5_000, 0, 100, 100, Epochs, StepsPerEpoch, 1, secondsPerStep,
        secondsPerStep * StepsPerEpoch * Epochs, megabytes, 500, "-ELBO");
}
