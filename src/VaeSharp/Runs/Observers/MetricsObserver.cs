using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using VaeSharp.Storage;
using VaeSharp.Training;

namespace VaeSharp.Runs.Observers;

/// <summary>Writes each epoch's figures as a line of JSON and as a row of a table.</summary>
/// <remarks>The lines hold all; the table is made of them now and then, and at the end. No time is written, so that a
/// resumed run leaves the same bytes as one that never stopped.</remarks>
internal sealed class MetricsObserver : ITrainingObserver, IDisposable
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    private static readonly TimeSpan BetweenTables = TimeSpan.FromSeconds(30);

    private readonly Stopwatch _sinceTable = new();
    private readonly RunDirectory _run;
    private readonly JsonLinesFile _lines;
    private readonly List<EpochReport> _epochs;

    /// <summary>Goes on after <paramref name="epochsDone"/>: what was written beyond it is dropped.</summary>
    public MetricsObserver(RunDirectory run, int epochsDone)
    {
        _run = run;
        _lines = JsonLinesFile.Open(run.Metrics);
        _lines.TruncateAfter(line => Parse(line).Epoch <= epochsDone);
        _epochs = [.. JsonLinesFile.Read(run.Metrics).Select(Parse)];
    }

    /// <summary>All epochs so far.</summary>
    public IReadOnlyList<EpochReport> Epochs => _epochs;

    /// <summary>Reads what a run has written.</summary>
    public static IReadOnlyList<EpochReport> Read(RunDirectory run) =>
        [.. JsonLinesFile.Read(run.Metrics).Select(line => Parse(run, line))];

    /// <inheritdoc/>
    public void EpochDone(TrainingProgress now, EpochReport epoch)
    {
        _lines.Append(JsonSerializer.Serialize(epoch, Options));
        _lines.FlushToDisk();
        _epochs.Add(epoch);
        if (!_sinceTable.IsRunning || _sinceTable.Elapsed >= BetweenTables)
        {
            WriteTable();
        }
    }

    /// <inheritdoc/>
    public void Ended(TrainingProgress now, TrainingOutcome outcome) => WriteTable();

    /// <inheritdoc/>
    public void Dispose() => _lines.Dispose();

    private EpochReport Parse(string line) => Parse(_run, line);

    private static EpochReport Parse(RunDirectory run, string line)
    {
        try
        {
            return JsonSerializer.Deserialize<EpochReport>(line, Options)
                ?? throw new StorageFormatException(run.Metrics, "null", "an epoch's figures");
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            throw new StorageFormatException(run.Metrics, JsonFault.InWords(fault), "an epoch's figures", fault);
        }
    }

    private void WriteTable()
    {
        AtomicFile.WriteText(_run.MetricsTable, Table());
        _sinceTable.Restart();
    }

    private string Table()
    {
        string head = "epoch,step,learning_rate,beta,skipped,train_loss_nats,train_distortion_nats,train_rate_nats,"
            + "validation_loss_nats,validation_distortion_nats,validation_rate_nats\n";
        return head + string.Concat(_epochs.Select(e => string.Join(
            ',', ((object?[])
            [
                e.Epoch, e.Step, e.LearningRate, e.Beta, e.Skipped, e.Train.Loss, e.Train.Distortion, e.Train.Rate,
                e.Validation?.Loss, e.Validation?.Distortion, e.Validation?.Rate,
            ]).Select(v => Convert.ToString(v, CultureInfo.InvariantCulture))) + "\n"));
    }
}
