using System.Runtime.Intrinsics.X86;
using static TorchSharp.torch;

namespace VaeSharp.Engine;

/// <summary>What dense layers and convolutions round their factors to on this thread; sums stay float32.</summary>
/// <remarks>Weights, optimiser, likelihood, rate and all that is measured stay float32: Micikevicius et al. 2018, section 3.1 (master
/// weights); Kalamkar et al. 2019 for bfloat16, whose exponents are those of float32, so that no loss is scaled.</remarks>
internal static class ProductPrecision
{
    [ThreadStatic]
    private static bool _isReduced;

    /// <summary>Whether factors are rounded to bfloat16 now.</summary>
    internal static bool IsReduced => _isReduced;

    /// <summary>Whether this processor multiplies bfloat16 by itself (AVX-512-BF16 or AMX); without that it only costs time.</summary>
    internal static bool HasUnit { get; } = FindUnit();

    /// <summary>Rounds factors to bfloat16 from here on, until the answer is disposed; null where nothing changes.</summary>
    internal static IDisposable? Reduce(bool reduce) => reduce && !_isReduced ? new Reduced() : null;

    /// <summary>A float32 factor rounded to bfloat16.</summary>
    internal static Tensor Factor(Tensor x) => x.dtype == ScalarType.Float32 ? x.to(ScalarType.BFloat16) : x;

    /// <summary>What goes through several layers with no sum beside them: rounded once, where factors are rounded at all.</summary>
    internal static Tensor Through(Tensor x) => _isReduced ? Factor(x) : x;

    /// <summary>Whether a tensor is such a one, and a layer takes it and gives its like.</summary>
    internal static bool IsThrough(Tensor x) => _isReduced && x.dtype == ScalarType.BFloat16;

    // CPUID leaf 7: subleaf 1 has AVX-512-BF16 in EAX, subleaf 0 AMX-BF16 in EDX.
    private static bool FindUnit()
    {
        if (!X86Base.IsSupported || X86Base.CpuId(0, 0).Eax < 7)
        {
            return false;
        }

        bool avx = (X86Base.CpuId(7, 1).Eax & (1 << 5)) != 0;
        bool amx = (X86Base.CpuId(7, 0).Edx & (1 << 22)) != 0;
        return avx || amx;
    }

    private sealed class Reduced : IDisposable
    {
        internal Reduced() => _isReduced = true;

        public void Dispose() => _isReduced = false;
    }
}
