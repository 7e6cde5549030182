using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VaeSharp.Nn.Layers;

/// <summary>A layer that looks only back: one stream over the rows above, one over them and what stands before.</summary>
/// <remarks>
/// Source: van den Oord et al. 2016 (gated PixelCNN), section 2.2 and figure 2, with the gate of equation 2. Windows are
/// held back by padding in place of masks, as in Salimans et al. 2017: no weight is computed with and thrown away.
/// </remarks>
internal sealed class GatedCausalLayer : Module<Tensor, Tensor, Tensor?, (Tensor Above, Tensor Before)>
{
    private readonly NhwcConvolution above;
    private readonly NhwcConvolution before;
    private readonly PointwiseConvolution link;
    private readonly PointwiseConvolution join;
    private readonly LabelInput? label;
    private readonly long _channels;

    /// <summary>Keeps <paramref name="channels"/> and the size of the grid.</summary>
    /// <param name="channels">Of each stream.</param>
    /// <param name="classes">How many classes the label has; 0 for none.</param>
    public GatedCausalLayer(long channels, long classes)
        : base(nameof(GatedCausalLayer))
    {
        _channels = channels;
        above = new NhwcConvolution(channels, 2 * channels, 3);
        before = new NhwcConvolution(channels, 2 * channels, 2);
        link = new PointwiseConvolution(2 * channels, 2 * channels);
        join = new PointwiseConvolution(channels, channels);
        label = classes > 0 ? new LabelInput(classes, 2 * channels) : null;
        RegisterComponents();
    }

    /// <summary>What the first layer is given of a grid, so that no place sees itself: the grid one row down, and one
    /// place to the right; shape [B, C, H, W].</summary>
    /// <exception cref="ArgumentException">Another rank, or nothing in the grid.</exception>
    public static (Tensor Above, Tensor Before) Shifted(Tensor grid)
    {
        Demand.Shape(grid, nameof(GatedCausalLayer), "BCHW", [Demand.Any, Demand.Any, Demand.Some, Demand.Some]);
        return (functional.pad(grid, [0, 0, 1, 0])[.., .., ..^1, ..], functional.pad(grid, [1, 0, 0, 0])[.., .., .., ..^1]);
    }

    /// <summary>Both streams; shape [B, C, H, W] each. The second depends at each place on what <see cref="Shifted"/> had
    /// in rows above and left of it; the label, one-hot [B, classes], is added where the layer takes one.</summary>
    /// <exception cref="ArgumentException">Another shape or type, or no label.</exception>
    public override (Tensor Above, Tensor Before) forward(Tensor rows, Tensor left, Tensor? y)
    {
        Demand.Shape(
            rows, nameof(GatedCausalLayer), "BCHW", [Demand.Any, _channels, Demand.Some, Demand.Some], above.Weight);
        Demand.Same(left, nameof(GatedCausalLayer), rows);
        if (label is not null)
        {
            ArgumentNullException.ThrowIfNull(y);
            Demand.Shape(y, nameof(GatedCausalLayer), "BK", [rows.size(0), label.Classes]);
        }

        Tensor a = above.call(functional.pad(rows, [1, 1, 2, 0])); // [B, 2C, H, W], of this row and two above
        a = label is null ? a : a + label.call(y!).unsqueeze(-1).unsqueeze(-1);
        Tensor b = before.call(functional.pad(left, [1, 0, 1, 0])) + link.call(a); // of this place and one each way back
        return (Gate(a), left + join.call(Gate(b)));
    }

    private static Tensor Gate(Tensor sums)
    {
        Tensor[] halves = sums.chunk(2, 1); // 2 × [B, C, H, W]
        return tanh(halves[0]) * sigmoid(halves[1]);
    }
}
