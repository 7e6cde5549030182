using VaeSharp.Training;

namespace VaeSharp.Runs.Observers;

/// <summary>An observer that the training can do without: a picture that cannot be written ends nothing.</summary>
/// <param name="inner">Writes pictures or the like.</param>
/// <param name="warnings">Hears what could not be written, each thing once.</param>
internal sealed class OptionalObserver(ITrainingObserver inner, IProgress<string>? warnings) : ITrainingObserver
{
    private readonly HashSet<string> _told = [];

    public void StepDone(TrainingProgress now, StepReport step) => Try(() => inner.StepDone(now, step));

    public void EpochDone(TrainingProgress now, EpochReport epoch) => Try(() => inner.EpochDone(now, epoch));

    public void Ended(TrainingProgress now, TrainingOutcome outcome) => Try(() => inner.Ended(now, outcome));

    private void Try(Action observe)
    {
        try
        {
            observe();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            if (_told.Add(fault.Message))
            {
                warnings?.Report($"Training goes on without it: {fault.Message}");
            }
        }
    }
}
