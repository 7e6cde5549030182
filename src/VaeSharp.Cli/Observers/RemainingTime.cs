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

    /// <summary>What the steps to come take, at the pace of those so far; null too early to tell.</summary>
    internal TimeSpan? Left => _now.Step == _since.Step
        ? null
        : (_now.Elapsed - _since.Elapsed) / (_now.Step - _since.Step) * (steps - _now.Step);

    /// <summary>Since the training began.</summary>
    internal TimeSpan Elapsed => _now.Elapsed;

    /// <summary>"over" while costlier steps are still to come, else nothing.</summary>
    internal string Over => _now.Step < costlierFrom ? "over " : "";

    /// <summary>The time that is left, in words; nothing too early to tell.</summary>
    internal string Words => Left is { } left ? $"{Over}{Durations.Words(left)} left" : "";

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
