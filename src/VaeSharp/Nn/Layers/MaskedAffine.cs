using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VaeSharp.Nn.Layers;

/// <summary>x · Wᵀ + b without the weights that lead from a number to one that must not depend on it.</summary>
/// <remarks>Source: Germain, Gregor, Murray &amp; Larochelle 2015.</remarks>
internal sealed class MaskedAffine : Module<Tensor, Tensor>
{
    private readonly Parameter weight;
    private readonly Parameter bias;
    private readonly long[] _sources;
    private readonly long[] _targets;

    /// <summary>An output depends on an input where its rank is at least the input's.</summary>
    /// <param name="sources">Rank of each input.</param>
    /// <param name="targets">Rank of each output.</param>
    public MaskedAffine(IEnumerable<long> sources, IEnumerable<long> targets)
        : base(nameof(MaskedAffine))
    {
        _sources = [.. sources];
        _targets = [.. targets];
        ArgumentOutOfRangeException.ThrowIfZero(_sources.Length, nameof(sources));
        ArgumentOutOfRangeException.ThrowIfZero(_targets.Length, nameof(targets));
        (long inputs, long outputs) = WeightBudget.Spend(_sources.Length, _targets.Length, more: _targets.Length);
        Linear source = Linear(inputs, outputs);
        weight = source.weight!;
        bias = source.bias!;
        RegisterComponents();
    }

    /// <summary>Shape [outputs, inputs], with weights that are not used.</summary>
    public Parameter Weight => weight;

    /// <summary>Shape [outputs].</summary>
    public Parameter Bias => bias;

    // The ranks rather than a mask are kept: a tensor would be one more in every checkpoint.
    private Tensor Masked => weight.masked_fill(
        tensor(_targets, device: weight.device).unsqueeze(1) < tensor(_sources, device: weight.device), 0);

    /// <summary>Shape [B, inputs] to [B, outputs].</summary>
    /// <exception cref="ArgumentException">Another shape or type.</exception>
    public override Tensor forward(Tensor x) => Affine.Apply(x, Masked, bias, nameof(MaskedAffine));

    /// <summary>The same, with no gradient to the weights.</summary>
    internal Tensor Frozen(Tensor x) =>
        Affine.Apply(x, Masked.detach(), bias.detach(), nameof(MaskedAffine));
}
