using System.ComponentModel.DataAnnotations;
using TorchSharp.Modules;
using VaeSharp.Engine;
using VaeSharp.Models.Recipes;
using VaeSharp.Nn.Distributions;
using VaeSharp.Nn.Layers;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VaeSharp.Models.Priors;

/// <summary>A flow of affine couplings: Dinh, Sohl-Dickstein &amp; Bengio 2017.</summary>
/// <param name="Couplings">Steps of the flow, each of which moves half of the dimensions; 1 to 256.</param>
/// <param name="Hidden">Width of the two hidden layers of each.</param>
[Choice("realnvp", "RealNVP: a flow of affine coupling layers", "Dinh et al. 2017", Order = 4)]
public sealed record RealNvpOptions(
    [property: Range(1, 256)] int Couplings = 8,
    [property: Range(1, 8192)] int Hidden = 128) : PriorOptions
{
    /// <inheritdoc/>
    public override DimensionLimits? DimensionLimits => new("transforms one half of the dimensions given the other", Least: 2);

    /// <inheritdoc/>
    public override bool CanBeFitted => true;

    /// <inheritdoc/>
    internal override int FitBatch => 500;

    /// <inheritdoc/>
    internal override double StepNumbers(StepSizes sizes, double encoder) =>
        base.StepNumbers(sizes, encoder) + (sizes.Decoded * Couplings * ((4.0 * Hidden) + (6 * sizes.Latents)));

    /// <inheritdoc/>
    public override Prior Create(PriorInputs inputs) => new RealNvpPrior(inputs.Latents, Couplings, Hidden);
}

/// <summary>A standard normal transformed by affine coupling layers that keep the even and the odd dimensions in turn.</summary>
/// <remarks>Source: Dinh, Sohl-Dickstein &amp; Bengio 2017, equations 2 and 3; as a prior, Xu et al. 2019.</remarks>
internal sealed class RealNvpPrior : Prior
{
    private readonly ModuleList<AffineCoupling> couplings;
    private readonly long _dimension;

    /// <summary>Starts as N(0, I).</summary>
    /// <param name="dimension">D, at least 2.</param>
    /// <param name="count">How many couplings.</param>
    /// <param name="hidden">Width of their hidden layers.</param>
    public RealNvpPrior(long dimension, int count, long hidden)
        : base(nameof(RealNvpPrior))
    {
        _dimension = dimension;
        couplings = ModuleList<AffineCoupling>();
        for (int i = 0; i < count; i++)
        {
            couplings.Add(new AffineCoupling(dimension, hidden, odd: i % 2 == 1));
        }

        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor LogProbability(Tensor z, Tensor? label)
    {
        Tensor? determinant = null;
        foreach (AffineCoupling coupling in couplings)
        {
            (z, Tensor log) = coupling.ToBase(z);
            determinant = determinant is null ? log : determinant + log;
        }

        return DiagonalGaussian.Standard(_dimension, z.device).LogProbability(z) + determinant!;
    }

    /// <inheritdoc/>
    public override Tensor Sample(long count, Tensor? label, RandomStream random, double temperature = 1)
    {
        Tensor z = random.Normal(count, _dimension) * temperature;
        foreach (AffineCoupling coupling in couplings.Reverse())
        {
            z = coupling.call(z);
        }

        return z;
    }
}
