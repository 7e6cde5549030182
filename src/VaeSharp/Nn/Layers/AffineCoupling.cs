using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VaeSharp.Nn.Layers;

/// <summary>One half of the dimensions scales and shifts the other: invertible, with a triangular Jacobian.</summary>
/// <remarks>
/// u = z on the half that is kept, u = z · eˢ + t on the other, with s and t from a network of the first half.
/// Source: Dinh, Sohl-Dickstein &amp; Bengio 2017, equations 4 to 8.
/// </remarks>
internal sealed class AffineCoupling : Module<Tensor, Tensor>
{
    // A bound on s keeps the density finite while the network learns; e² is seven times.
    private const double LargestLogScale = 2;

    private readonly Affine first;
    private readonly Affine second;
    private readonly Affine last;
    private readonly long _kept;
    private readonly long _changed;
    private readonly bool _odd;

    /// <summary>Starts as the identity.</summary>
    /// <param name="dimension">D, at least 2.</param>
    /// <param name="hidden">Width of the network's two hidden layers.</param>
    /// <param name="odd">Whether the odd dimensions are kept rather than the even ones.</param>
    public AffineCoupling(long dimension, long hidden, bool odd)
        : base(nameof(AffineCoupling))
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 2);
        _odd = odd;
        _kept = odd ? dimension / 2 : (dimension + 1) / 2;
        _changed = dimension - _kept;
        first = new Affine(_kept, hidden);
        second = new Affine(hidden, hidden);
        last = new Affine(hidden, 2 * _changed);
        foreach (Tensor parameter in last.parameters())
        {
            init.zeros_(parameter);
        }

        RegisterComponents();
    }

    /// <summary>From latents to the base, shape [B, D] each; and log |det du/dz|, shape [B].</summary>
    /// <exception cref="ArgumentException">Another shape or type.</exception>
    public (Tensor U, Tensor LogDeterminant) ToBase(Tensor z)
    {
        (Tensor kept, Tensor changed) = Split(z);
        (Tensor scale, Tensor shift) = Network(kept);
        return (Join(kept, (changed * exp(scale)) + shift), scale.sum(-1));
    }

    /// <summary>The inverse of <see cref="ToBase"/>: shape [B, D] to [B, D].</summary>
    /// <exception cref="ArgumentException">Another shape or type.</exception>
    public override Tensor forward(Tensor u)
    {
        (Tensor kept, Tensor changed) = Split(u);
        (Tensor scale, Tensor shift) = Network(kept);
        return Join(kept, (changed - shift) * exp(-scale));
    }

    private (Tensor Scale, Tensor Shift) Network(Tensor kept)
    {
        Tensor h = second.call(first.call(kept).relu_()).relu_(); // [B, hidden]
        Tensor[] halves = last.call(h).chunk(2, 1); // 2 × [B, changed]
        return (LargestLogScale * tanh(halves[0] / LargestLogScale), halves[1]);
    }

    private (Tensor Kept, Tensor Changed) Split(Tensor z)
    {
        Demand.Shape(z, nameof(AffineCoupling), "BD", [Demand.Any, _kept + _changed], first.Weight);
        Tensor even = z[.., TensorIndex.Slice(0, null, 2)].contiguous();
        Tensor odd = z[.., TensorIndex.Slice(1, null, 2)].contiguous();
        return _odd ? (odd, even) : (even, odd);
    }

    private Tensor Join(Tensor kept, Tensor changed)
    {
        (Tensor even, Tensor odd) = _odd ? (changed, kept) : (kept, changed);
        if (even.shape[1] == odd.shape[1])
        {
            return stack([even, odd], -1).flatten(1);
        }

        Tensor last = even[.., ^1..]; // an odd dimension has one even place more
        return cat([stack([even[.., ..^1], odd], -1).flatten(1), last], 1);
    }
}
