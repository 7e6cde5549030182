using System.Text.Json;

namespace VaeSharp.Tests;

/// <summary>A thread that parses JSON, as a server, a log or a progress bar of the host's may: its garbage starts collections at any
/// moment, and lives just long enough that what is collected with it is finalised.</summary>
internal sealed class JsonGarbage : IDisposable
{
    private const int Kept = 5_000;

    private static readonly string Text = JsonSerializer.Serialize(
        Enumerable.Range(0, 20).ToDictionary(i => $"key {i}", i => new[] { i, 0.5 * i, 0.1 }));

    private readonly Thread _thread;
    private volatile bool _stops;

    private JsonGarbage()
    {
        _thread = new Thread(Parse) { IsBackground = true };
        _thread.Start();
    }

    internal static JsonGarbage Make() => new();

    public void Dispose()
    {
        _stops = true;
        _thread.Join();
    }

    private void Parse()
    {
        var kept = new List<object>();
        while (!_stops)
        {
            kept.Add(JsonSerializer.Deserialize<Dictionary<string, double[]>>(Text)!);
            if (kept.Count % 10 == 0)
            {
                GC.Collect(0); // as often as on a processor whose cache, and with it the youngest generation, is small
            }

            if (kept.Count > Kept)
            {
                kept.Clear();
            }
        }
    }
}
