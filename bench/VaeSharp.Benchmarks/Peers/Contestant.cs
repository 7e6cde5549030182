using System.Globalization;
using System.Text.Json;
using VaeSharp.Benchmarks.Commands;

namespace VaeSharp.Benchmarks.Peers;

/// <summary>A program that trains seed-mnist, and how to time it.</summary>
/// <param name="Name">In tables.</param>
/// <param name="EpochSeconds">Runs it once: the mean of its epochs after the first.</param>
internal sealed record Contestant(string Name, Func<double> EpochSeconds)
{
    /// <summary>Names the script of the PyTorch peer where no option does.</summary>
    internal const string ScriptVariable = "VAESHARP_PYTORCH_PEER";

    private const string OpenBlasCore = "Core: ";

    /// <summary>VaeSharp's trainer without observers.</summary>
    internal static Contestant Bare(string recipe, int epochs, int threads) => new(
        "VaeSharp, no observers", () => Mean(ChildProcess.Run(
            ChildProcess.Self,
            ["peer", PeerCommand.Bare, "--recipe", recipe, "--epochs", Text(epochs + 1), "--threads", Text(threads)])));

    /// <summary>A plain TorchSharp loop with its DataLoader, and the same without.</summary>
    internal static IEnumerable<Contestant> PlainTorchSharp(int epochs, int threads) =>
    [
        new("TorchSharp, plain loop with DataLoader", () => Plain(PeerCommand.Loader, epochs, threads)),
        new("TorchSharp, plain loop on one tensor", () => Plain(PeerCommand.Tensors, epochs, threads)),
    ];

    /// <summary>The PyTorch peer, where its script and a Python with torch are here; otherwise none, and why.</summary>
    internal static IEnumerable<Contestant> PyTorch(string python, string? script, int epochs, int threads)
    {
        script ??= Environment.GetEnvironmentVariable(ScriptVariable);
        if (script is null)
        {
            Report.Progress($"PyTorch is left out: name its script with --pytorch or {ScriptVariable}.");
            return [];
        }

        try
        {
            ChildResult said = ChildProcess.Run(python, "-c", "import torch; print(torch.__version__)");
            string version = said.Output.Trim();
            string kernels = Kernels(said.Error) is { } core ? $" with OpenBLAS for {core}" : string.Empty;
            return
            [
                new($"PyTorch {version}{kernels}, plain loop on one tensor", () => Mean(ChildProcess.Run(
                    python, script, "--data", MnistFolder(), "--epochs", Text(epochs + 1), "--threads", Text(threads)))),
            ];
        }
        catch (ChildFailedException fault)
        {
            Report.Progress($"PyTorch is left out: {fault.Message}");
            return [];
        }
    }

    // The processor that OpenBLAS takes this one for. Where it knows it not, it is an old one, and slow.
    private static string? Kernels(string error) => error
        .Split('\n', StringSplitOptions.TrimEntries)
        .Where(line => line.StartsWith(OpenBlasCore, StringComparison.Ordinal))
        .Select(line => line[OpenBlasCore.Length..])
        .FirstOrDefault();

    private static double Plain(string kind, int epochs, int threads) => Mean(ChildProcess.Run(
        ChildProcess.Self, "peer", kind, "--epochs", Text(epochs + 1), "--threads", Text(threads)));

    private static double Mean(ChildResult result) => result.Output
        .Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(line => JsonSerializer.Deserialize<PeerEpoch>(line, JsonSerializerOptions.Web)!)
        .Where(epoch => epoch.Epoch > 1)
        .Average(epoch => epoch.Seconds);

    private static string MnistFolder()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string mnist = Path.Combine(folder.FullName, "data", "mnist");
            if (Directory.Exists(mnist))
            {
                return mnist;
            }
        }

        throw new ChildFailedException($"There is no data/mnist above {AppContext.BaseDirectory}: build in a clone.");
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
