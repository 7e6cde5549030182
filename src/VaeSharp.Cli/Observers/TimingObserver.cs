using System.Diagnostics;
using System.Text.Json;
using VaeSharp.Storage;
using VaeSharp.Training;

namespace VaeSharp.Cli.Observers;

/// <summary>Keeps the seconds of each epoch, all observers included, in a file of their own.</summary>
internal sealed class TimingObserver : ITrainingObserver, IDisposable
{
    private readonly JsonLinesFile _lines;
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private double _secondsBefore;

    /// <summary>Goes on after <paramref name="epochsDone"/>; seconds spent on an epoch that was cut off are not known.</summary>
    internal TimingObserver(RunDirectory run, int epochsDone)
    {
        _lines = JsonLinesFile.Open(run.Timing);
        _lines.TruncateAfter(line => Parse(line).Epoch <= epochsDone);
        _secondsBefore = JsonLinesFile.Read(run.Timing).Sum(line => Parse(line).Seconds);
    }

    /// <summary>Seconds of training in all.</summary>
    internal double Seconds => _secondsBefore + _watch.Elapsed.TotalSeconds;

    public void EpochDone(Trainer trainer, EpochReport epoch)
    {
        double seconds = _watch.Elapsed.TotalSeconds;
        _watch.Restart();
        _secondsBefore += seconds;
        _lines.Append(JsonSerializer.Serialize(new EpochTime(epoch.Epoch, Math.Round(seconds, 3)), JsonSerializerOptions.Web));
    }

    public void Dispose() => _lines.Dispose();

    private static EpochTime Parse(string line) =>
        JsonSerializer.Deserialize<EpochTime>(line, JsonSerializerOptions.Web)!;

    private sealed record EpochTime(int Epoch, double Seconds);
}
