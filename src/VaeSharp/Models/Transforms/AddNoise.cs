using VaeSharp.Engine;
using static TorchSharp.torch;

namespace VaeSharp.Models.Transforms;

/// <summary>Adds σ ε with ε ~ N(0, I), unclipped.</summary>
/// <param name="Sigma">σ, of values in [0, 1].</param>
internal sealed record AddNoise(double Sigma) : ImageTransform
{
    /// <inheritdoc/>
    public override string Name => FormattableString.Invariant($"Gaussian noise, σ {Sigma}");

    /// <inheritdoc/>
    public override Tensor Apply(Tensor x, RandomStream random) => x + (Sigma * random.Normal(x.shape));
}
