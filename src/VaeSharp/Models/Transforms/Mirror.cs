using VaeSharp.Engine;
using static TorchSharp.torch;

namespace VaeSharp.Models.Transforms;

/// <summary>Mirrors half of the images left to right.</summary>
internal sealed record Mirror : ImageTransform
{
    /// <inheritdoc/>
    public override string Name => "half of the images mirrored left to right";

    /// <inheritdoc/>
    public override Tensor Apply(Tensor x, RandomStream random) =>
        where(random.Uniform(x.shape[0], 1, 1, 1).lt(0.5), x.flip(3), x);
}
