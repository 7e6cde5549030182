using VaeSharp.Engine;
using VaeSharp.Models.Recipes;
using static TorchSharp.torch;

namespace VaeSharp.Models.Transforms;

/// <summary>Makes grey values ones and zeros. Where it comes first, it is done while bytes are read.</summary>
/// <param name="How">By a threshold or by chance.</param>
internal sealed record Binarize(Binarization How) : ImageTransform
{
    /// <inheritdoc/>
    public override string Name => How switch
    {
        Binarization.Threshold => "binarized: 1 where the value is at least 0.5, else 0",
        Binarization.Dynamic => "binarized: 1 with the value as probability, else 0, drawn anew each time",
        _ => "left grey",
    };

    /// <inheritdoc/>
    public override Tensor Apply(Tensor x, RandomStream random) => How switch
    {
        Binarization.Threshold => x.ge(0.5).to(ScalarType.Float32),
        Binarization.Dynamic => random.Uniform(x.shape).lt(x).to(ScalarType.Float32),
        _ => x,
    };
}
