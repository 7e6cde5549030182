using VaeSharp.Cli;
using VaeSharp.Runs;
using Xunit;

namespace VaeSharp.Tests.Cli;

public sealed class PercentLineTests : IDisposable
{
    private readonly SetClock _clock = new();
    private readonly StringWriter _error = new();

    public void Dispose() => _error.Dispose();

    [Fact]
    public void Work_of_minutes_is_announced_after_its_first_second_once_and_in_logs_too()
    {
        Do(screen: false, (0.4, 0.001), (0.6, 0.004), (30, 0.154), (170, 1));

        // 0.3 % in 0.6 s after the first part: 200 s.
        string[] said = Said();
        Assert.Equal("Importance sampling: about 3 min, 10,000 images × 500 samples.", said[0]);
        Assert.Equal("Importance sampling: 15 % · about 2:49 left", said[1]);
        Assert.DoesNotContain(said.Skip(1), line => line.Contains("10,000", StringComparison.Ordinal));
    }

    [Fact]
    public void A_slow_first_part_is_believed_as_long_as_there_is_no_other()
    {
        Do(screen: false, (2, 0.01), (2, 0.5));

        Assert.StartsWith("Importance sampling: about 3 min,", Said()[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Work_of_a_few_seconds_is_not_announced()
    {
        Do(screen: false, (0.5, 0.1), (0.5, 0.2), (3.9, 1));

        Assert.Equal("", _error.ToString());
    }

    [Fact]
    public void On_a_screen_the_announcement_stays_above_the_line_that_changes()
    {
        Do(screen: true, (0.5, 0.01), (0.5, 0.02), (10, 0.22), (30, 1));

        string text = _error.ToString();
        Assert.Contains("about 50 s, 10,000 images × 500 samples." + Environment.NewLine, text, StringComparison.Ordinal);
        Assert.Contains("Importance sampling: 22 % · about 0:39 left\u001b[?7h\r", text, StringComparison.Ordinal);
        Assert.EndsWith("\r\u001b[J", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_stage_is_announced_by_itself()
    {
        PercentLine.Stages(Of(screen: false), lines =>
        {
            Report("Encoding", 0.5, 0.4);
            Report("Encoding", 0.5, 0.8);
            Report("Fitting", 1, 0.01);
            Report("Fitting", 1, 0.02);
            return true;

            void Report(string stage, double seconds, double share)
            {
                _clock.Now += TimeSpan.FromSeconds(seconds);
                lines.Report(new StageProgress(stage, share, "60,000 latents"));
            }
        });

        Assert.Equal(["Fitting: about 2 min, 60,000 latents."], Said());
    }

    [Theory]
    [InlineData(7, "5 s")]
    [InlineData(88, "90 s")]
    [InlineData(100, "2 min")]
    [InlineData(3599, "60 min")]
    [InlineData(7000, "2 h")]
    [InlineData(8200, "2.25 h")]
    public void An_estimate_is_no_more_exact_than_it_can_be(double seconds, string words) =>
        Assert.Equal(words, Durations.About(TimeSpan.FromSeconds(seconds)));

    private void Do(bool screen, params (double Seconds, double Share)[] parts) => PercentLine.During(
        Of(screen),
        "Importance sampling",
        line =>
        {
            foreach ((double seconds, double share) in parts)
            {
                _clock.Now += TimeSpan.FromSeconds(seconds);
                line.Report(share);
            }

            return true;
        },
        "10,000 images × 500 samples");

    private Terminal Of(bool screen) => new(TextWriter.Null, _error, errorIsScreen: screen, columns: () => 80, time: _clock);

    private string[] Said() => _error.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
}
