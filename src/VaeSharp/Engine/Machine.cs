using VaeSharp.Engine.Kernels;

namespace VaeSharp.Engine;

/// <summary>The settings of this process, which are the host's until it hands them over.</summary>
public static class Machine
{
    private static volatile bool _isPrepared;

    /// <summary>Whether <see cref="Prepare"/> was called.</summary>
    public static bool IsPrepared => _isPrepared;

    /// <summary>Sets this process up for computing: the number of libtorch's threads, memory that the C library keeps for the next
    /// step, numbers below 1.2e-38 taken for zero, no NNPACK. For good.</summary>
    /// <remarks>A program that leaves it out gets the same bits with the same number of threads, more slowly: the library then
    /// changes what bits depend on while it computes, and puts it back.</remarks>
    /// <param name="threads">Null for one for each core that this process may use. Runs are equal bit by bit only with equal
    /// counts.</param>
    /// <exception cref="LibTorchException">libtorch does not load.</exception>
    public static void Prepare(int? threads = null)
    {
        LibTorch.EnsureLoaded();
        NativeMemoryPolicy.Apply();
        NativeContext.UseNnpack(false);
        _isPrepared = true;
        Threads.Use(threads);
        ComputingMode.Enter();
    }
}
