using static TorchSharp.torch;

namespace VaeSharp.Nn.Distributions;

/// <summary>Logarithms of sums that neither overflow nor lose small terms.</summary>
internal static class LogSpace
{
    /// <summary>log(1 + eᵃ), positive for every a.</summary>
    internal static Tensor LogOnePlusExp(Tensor a) => a.logaddexp(zeros_like(a));

    /// <summary>log σ(a) = −log(1 + e⁻ᵃ), finite for every a.</summary>
    internal static Tensor LogSigmoid(Tensor a) => -LogOnePlusExp(-a);
}
