using TorchSharp;
using VaeSharp.Engine;
using static TorchSharp.torch;

namespace VaeSharp.Benchmarks.Micro;

/// <summary>What all benchmarks of single operations begin with.</summary>
internal static class Bench
{
    /// <summary>To compute with.</summary>
    internal static int Threads { get; set; } = 2;

    /// <summary>Sets the process up as training does, and makes the same random numbers for every benchmark.</summary>
    internal static RandomStream Prepare()
    {
        Machine.Prepare(Threads);
        return new RandomStream(seed: 0, RandomUse.Evaluation);
    }

    /// <summary>Computes a loss's gradients, which are forgotten again.</summary>
    internal static void ThereAndBack(Func<Tensor> loss, params ReadOnlySpan<Tensor> leaves)
    {
        using DisposeScope scope = NewDisposeScope();
        loss().backward();
        foreach (Tensor leaf in leaves)
        {
            leaf.grad = null;
        }
    }
}
