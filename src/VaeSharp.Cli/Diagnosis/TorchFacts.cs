using VaeSharp.Engine;

namespace VaeSharp.Cli.Diagnosis;

/// <summary>Whether libtorch loads, and what it computes with.</summary>
internal static class TorchFacts
{
    public static IEnumerable<Finding> All()
    {
        LibTorchException? fault = Load();
        if (fault is not null)
        {
            return [new("libtorch", "libtorch", "does not load", null, Health.Broken, fault.Message)];
        }

        string? shim = LibTorch.ShimPath;
        string[] devices = [.. LibTorch.DeviceKinds()];
        return
        [
            Finding.Of("libtorch", "libtorch", LibTorch.Version),
            new("nativeShim", "native shim", shim is null ? "not needed" : $"in use ({shim})", shim),
            new("threads", "threads", $"{Threads.Count}", Threads.Count),
            new("devices", "devices", string.Join(" ", devices), devices),
        ];
    }

    private static LibTorchException? Load()
    {
        try
        {
            LibTorch.EnsureLoaded();
            return null;
        }
        catch (LibTorchException fault)
        {
            return fault;
        }
    }
}
