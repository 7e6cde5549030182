using VaeSharp.Cli.Runs;
using Xunit;

namespace VaeSharp.Tests.Cli.Runs;

public sealed class DryRunReportTests
{
    [Theory]
    [InlineData(0, 0.5)]
    [InlineData(9, 0.14)]
    [InlineData(10, 0.1)]
    public void Later_epochs_count_at_their_own_cost(int first, double secondsPerStep)
    {
        DryRunReport report = Report(0.1, 300);

        DryRunReport whole = report.Then(Report(0.5, 700), first);

        Assert.Equal(secondsPerStep, whole.SecondsPerStep, 1e-12);
        Assert.Equal(secondsPerStep * 50 * 10, whole.SecondsExpected, 1e-9);
        Assert.Equal(700, whole.PeakMemoryMegabytes);
    }

    private static DryRunReport Report(double secondsPerStep, double megabytes) => new(
        "1×28×28", 2, 100, 5_000, 0, 100, 100, 10, 50, 1, secondsPerStep, secondsPerStep * 50 * 10, megabytes, 500, "-ELBO");
}
