using VaeSharp.Training;

namespace VaeSharp.Cli.Observers;

/// <summary>How long the rest of a training takes, by what its steps took so far.</summary>
/// <param name="steps">Of the whole training.</param>
/// <param name="costlierFrom">The step after which each costs more; 0 where all cost the same.</param>
/// <param name="time">Tells how long it has been.</param>
internal sealed class RemainingTime(long steps, long costlierFrom, TimeProvider time)
{
    private readonly long _begun = time.GetTimestamp();
    private (long Step, TimeSpan Elapsed) _since;
    private (long Step, TimeSpan Elapsed) _now;

    /// <summary>The time that is left; "over" it while costlier steps are still to come, nothing too early to tell.</summary>
    internal string Words
    {
        get
        {
            if (_now.Step == _since.Step)
            {
                return "";
            }

            TimeSpan each = (_now.Elapsed - _since.Elapsed) / (_now.Step - _since.Step);
            return $"{(_now.Step < costlierFrom ? "over " : "")}{Durations.Words(each * (steps - _now.Step))} left";
        }
    }

    /// <summary>To be told of every step: what follows is judged by steps that cost the same.</summary>
    internal void StepDone(TrainingPosition now)
    {
        _now = (now.Step, time.GetElapsedTime(_begun));
        if (_since.Step == 0 || now.Step == costlierFrom)
        {
            _since = _now;
        }
    }
}
