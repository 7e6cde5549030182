using System.Diagnostics;
using System.Text.Json;
using VaeSharp.Storage;
using VaeSharp.Training;

namespace VaeSharp.Runs.Observers;

/// <summary>Keeps the seconds of each epoch, all observers included, in a file of their own.</summary>
/// <remarks>An epoch that was cut off has a line for each of its parts. What a killed process did since the checkpoint that
/// the run goes on from is not known.</remarks>
internal sealed class TimingObserver : ITrainingObserver, IDisposable
{
    private readonly JsonLinesFile _lines;
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private double _secondsBefore;

    /// <summary>Goes on from <paramref name="position"/>: what was written beyond it is dropped.</summary>
    internal TimingObserver(RunDirectory run, TrainingPosition position)
    {
        int begun = position.Epoch + (position.Batch > 0 ? 1 : 0);
        _lines = JsonLinesFile.Open(run.Timing);
        _lines.TruncateAfter(line => Parse(line).Epoch <= begun);
        _secondsBefore = SecondsOf(run);
    }

    /// <summary>Seconds that a run has trained so far; 0 where its file is not there.</summary>
    internal static double SecondsOf(RunDirectory run) =>
        File.Exists(run.Timing) ? JsonLinesFile.Read(run.Timing).Sum(line => Parse(line).Seconds) : 0;

    /// <summary>Seconds of training in all.</summary>
    internal double Seconds => _secondsBefore + _watch.Elapsed.TotalSeconds;

    public void EpochDone(TrainingProgress now, EpochReport epoch) => Write(epoch.Epoch);

    public void Ended(TrainingProgress now, TrainingOutcome outcome)
    {
        if (now.Position.Batch > 0)
        {
            Write(now.Position.Epoch + 1);
        }
    }

    public void Dispose() => _lines.Dispose();

    // Times are no results: a line that says none counts for none.
    private static EpochTime Parse(string line)
    {
        try
        {
            EpochTime? time = JsonSerializer.Deserialize<EpochTime>(line, JsonSerializerOptions.Web);
            return time is not null && double.IsFinite(time.Seconds) && time.Seconds >= 0 ? time : new EpochTime(0, 0);
        }
        catch (JsonException)
        {
            return new EpochTime(0, 0);
        }
    }

    private void Write(int epoch)
    {
        double seconds = _watch.Elapsed.TotalSeconds;
        _watch.Restart();
        _secondsBefore += seconds;
        _lines.Append(JsonSerializer.Serialize(new EpochTime(epoch, Math.Round(seconds, 3)), JsonSerializerOptions.Web));
    }

    private sealed record EpochTime(int Epoch, double Seconds);
}
