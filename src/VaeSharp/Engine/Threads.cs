using TorchSharp;

namespace VaeSharp.Engine;

/// <summary>How many threads libtorch computes with.</summary>
internal static class Threads
{
    /// <summary>The number in use.</summary>
    public static int Count => torch.get_num_threads();

    /// <summary>"1 thread", "2 threads".</summary>
    public static string InWords(int count) => $"{count} thread{(count == 1 ? "" : "s")}";

    /// <summary>Sets it; null leaves one for each core that this process may use.</summary>
    /// <remarks>Sums are split by threads: runs are equal bit by bit only with equal counts.</remarks>
    public static void Use(int? count)
    {
        LibTorch.EnsureLoaded();
        torch.set_num_threads(count ?? Environment.ProcessorCount);
        if (Machine.IsPrepared)
        {
            Denormals.Flush(); // on those that are new, too
        }
    }
}
