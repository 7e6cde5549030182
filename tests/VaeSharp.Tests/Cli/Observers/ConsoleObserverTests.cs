using VaeSharp.Cli;
using VaeSharp.Cli.Observers;
using VaeSharp.Runs;
using VaeSharp.Training;
using Xunit;

namespace VaeSharp.Tests.Cli.Observers;

public sealed class ConsoleObserverTests : IDisposable
{
    private readonly SetClock _clock = new();
    private readonly StringWriter _error = new();

    public void Dispose() => _error.Dispose();

    [Fact]
    public void A_training_of_minutes_tells_so_after_its_first_second()
    {
        Train(steps: 1200, secondsPerStep: 0.1, of: 12);

        string said = Assert.Single(_error.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal("Training: about 2 min for 1,190 steps to the end of epoch 20.", said);
    }

    [Fact]
    public void One_whose_later_steps_take_longer_tells_a_bound()
    {
        Train(steps: 1200, secondsPerStep: 0.1, of: 12, costlierFrom: 600);

        Assert.StartsWith("Training: over 2 min for", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void One_of_a_few_seconds_tells_nothing()
    {
        Train(steps: 40, secondsPerStep: 0.1, of: 40);

        Assert.Equal("", _error.ToString());
    }

    private void Train(long steps, double secondsPerStep, int of, long costlierFrom = 0)
    {
        var terminal = new Terminal(TextWriter.Null, _error, time: _clock);
        var observer = new ConsoleObserver(terminal, new LossNames("−ELBO", "−ELBO"), new RemainingTime(steps, costlierFrom, _clock));
        for (int step = 1; step <= of; step++)
        {
            _clock.Now += TimeSpan.FromSeconds(secondsPerStep);
            observer.StepDone(
                new TrainingProgress(new TrainingPosition { Step = step }, Epochs: 20, StepsPerEpoch: (int)(steps / 20)),
                new StepReport(Images: 100, Loss: 3, Distortion: 2, Rate: 1, GradientNorm: 1, LearningRate: 0.001, Applied: true));
        }
    }
}
