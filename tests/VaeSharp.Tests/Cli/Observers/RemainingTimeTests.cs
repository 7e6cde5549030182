using VaeSharp.Cli.Observers;
using VaeSharp.Training;
using Xunit;

namespace VaeSharp.Tests.Cli.Observers;

public sealed class RemainingTimeTests
{
    private readonly SetClock _clock = new();

    [Fact]
    public void It_is_judged_by_the_steps_since_the_first_which_may_be_slow()
    {
        var remaining = new RemainingTime(steps: 100, costlierFrom: 0, _clock);
        Assert.Equal("", Step(remaining, 1, seconds: 30));
        Assert.Equal("3:16 left", Step(remaining, 2, seconds: 2));
        Assert.Equal("2:25 left", Step(remaining, 3, seconds: 1)); // 97 steps of 1.5 s
        Assert.Equal("0:00 left", Step(remaining, 100, seconds: 97));
    }

    [Fact]
    public void Before_costlier_steps_it_is_a_bound_and_within_them_only_they_count()
    {
        var remaining = new RemainingTime(steps: 100, costlierFrom: 60, _clock);
        Step(remaining, 1, seconds: 1);
        Assert.Equal("over 0:50 left", Step(remaining, 50, seconds: 49));
        Assert.Equal("", Step(remaining, 60, seconds: 10));
        Assert.Equal("3:15 left", Step(remaining, 61, seconds: 5));
    }

    [Fact]
    public void Training_that_goes_on_after_a_stop_counts_its_own_steps_only()
    {
        var remaining = new RemainingTime(steps: 100, costlierFrom: 60, _clock);
        Step(remaining, 71, seconds: 3);
        Assert.Equal("0:56 left", Step(remaining, 72, seconds: 2));
    }

    private string Step(RemainingTime remaining, long step, double seconds)
    {
        _clock.Now += TimeSpan.FromSeconds(seconds);
        remaining.StepDone(new TrainingPosition { Step = step });
        return remaining.Words;
    }
}
