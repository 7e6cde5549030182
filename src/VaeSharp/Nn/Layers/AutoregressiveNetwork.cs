using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VaeSharp.Nn.Layers;

/// <summary>Two numbers for each latent dimension that depend on the dimensions before it and on a context.</summary>
/// <remarks>
/// Masked dense layers with two hidden ones. A hidden unit of rank r sees the first r dimensions, so those of rank 0 see
/// the context alone. Sources: Germain et al. 2015; with a context Kingma et al. 2016, algorithm 1.
/// </remarks>
internal sealed class AutoregressiveNetwork : Module<Tensor, Tensor, Tensor>
{
    // The gate starts open, so that a step starts near the identity: advice of Kingma et al. 2016.
    private const double InitialGate = 2;

    private readonly Affine context;
    private readonly MaskedAffine first;
    private readonly MaskedAffine second;
    private readonly MaskedAffine last;

    /// <summary>For <paramref name="dimension"/> latents.</summary>
    /// <param name="dimension">D.</param>
    /// <param name="features">Numbers of the context.</param>
    /// <param name="hidden">Width of both hidden layers.</param>
    public AutoregressiveNetwork(long dimension, long features, long hidden)
        : base(nameof(AutoregressiveNetwork))
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(dimension);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(hidden);
        long[] inputs = [.. Enumerable.Range(1, (int)dimension).Select(i => (long)i)];
        long[] units = [.. Enumerable.Range(0, (int)hidden).Select(k => k * dimension / hidden)]; // 0 to D − 1
        long[] outputs = [.. inputs.Select(i => i - 1)]; // what is said of dimension i sees those before it
        context = new Affine(features, hidden);
        first = new MaskedAffine(inputs, units);
        second = new MaskedAffine(units, units);
        last = new MaskedAffine(units, outputs.Concat(outputs));
        using (no_grad())
        {
            last.Bias.narrow(0, dimension, dimension).add_(InitialGate).Dispose();
        }

        RegisterComponents();
    }

    internal long Dimension => first.Weight.size(1);

    internal long Hidden => first.Bias.size(0);

    /// <summary>What <paramref name="features"/> add to the first layer; shape [B, features] to [B, hidden].</summary>
    /// <exception cref="ArgumentException">Another shape or type.</exception>
    public Tensor Context(Tensor features) => context.call(features);

    /// <summary>m beside s of each dimension: shape [B, D] with [B, hidden] to [B, 2·D].</summary>
    /// <exception cref="ArgumentException">Another shape or type.</exception>
    public override Tensor forward(Tensor z, Tensor context)
    {
        Check(z, context);
        Tensor h = Activation(first.call(z) + context); // [B, hidden]
        return last.call(Activation(second.call(h)));
    }

    /// <summary>m and s of each dimension; shape [B, D] each.</summary>
    internal (Tensor Shift, Tensor Gate) Run(Tensor z, Tensor context, bool frozen)
    {
        Tensor[] halves = (frozen ? Frozen(z, context) : call(z, context)).chunk(2, 1);
        return (halves[0], halves[1]);
    }

    private Tensor Frozen(Tensor z, Tensor context)
    {
        Check(z, context);
        Tensor h = Activation(first.Frozen(z) + context);
        return last.Frozen(Activation(second.Frozen(h)));
    }

    private void Check(Tensor z, Tensor context)
    {
        Demand.Shape(z, nameof(AutoregressiveNetwork), "BD", [Demand.Any, Dimension], first.Weight);
        Demand.Shape(context, nameof(AutoregressiveNetwork), "BH", [z.size(0), Hidden], z);
    }

    private static Tensor Activation(Tensor x) => functional.elu(x, 1);
}
