using System.Security.Cryptography;
using VaeSharp.Storage;

namespace VaeSharp.Fuzz;

/// <summary>Ends the process when an input is read for far too long, and keeps that input.</summary>
internal sealed class Watch : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2); // by the clock: who waits takes no time of a processor

    private readonly Timer _timer;
    private ulong _count;

    /// <summary>Looks at a campaign now and then.</summary>
    public Watch(Campaign campaign, string name) => _timer = new Timer(
        _ =>
        {
            if (campaign.Count > 0 && campaign.Count == _count)
            {
                Console.WriteLine($"{name}: hangs. The input: {Keep(name, campaign.Input)}");
                Environment.Exit(1);
            }

            _count = campaign.Count;
        },
        null, Patience, Patience);

    /// <summary>Writes an input to the current directory and returns its name.</summary>
    public static string Keep(string target, byte[] input)
    {
        string path = Path.GetFullPath($"{target}-{Convert.ToHexStringLower(SHA256.HashData(input))[..12]}");
        AtomicFile.Write(path, stream => stream.Write(input));
        return path;
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();
}
