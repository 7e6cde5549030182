using TorchSharp;
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
        string[] devices = [.. Devices()];
        return
        [
            Finding.Of("libtorch", "libtorch", torch.__version__),
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

    private static IEnumerable<string> Devices()
    {
        yield return "cpu";
        if (torch.cuda_is_available())
        {
            yield return "cuda";
        }

        if (torch.mps_is_available())
        {
            yield return "mps";
        }
    }
}
