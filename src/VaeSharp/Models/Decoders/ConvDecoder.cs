using TorchSharp.Modules;
using VaeSharp.Data;
using VaeSharp.Nn.Layers;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VaeSharp.Models.Decoders;

/// <summary>The mirror of <see cref="Encoders.ConvEncoder"/>: a dense layer, then stages that double the image.</summary>
internal sealed class ConvDecoder : Decoder
{
    private readonly Affine first;
    private readonly LabelInput? label;
    private readonly Affine dense;
    private readonly ModuleList<Sequential> blocks;
    private readonly ModuleList<NhwcConvolution> twice;
    private readonly Affine? linear;
    private readonly IReadOnlyList<(int Height, int Width)> _sizes;
    private readonly ImageShape _shape;

    /// <summary>The encoder's stages, last to first.</summary>
    /// <param name="shape">Of the parameters: an image with the channels that the likelihood asks for.</param>
    /// <param name="plan">The sizes, shared with the mirrored encoder.</param>
    /// <param name="latents">The latent dimension.</param>
    /// <param name="classes">How many classes the label has; 0 for none.</param>
    public ConvDecoder(ImageShape shape, ConvPlan plan, long latents, long classes)
        : base(nameof(ConvDecoder))
    {
        _shape = shape;
        _sizes = plan.Sizes(shape);
        first = new Affine(latents, plan.Hidden);
        label = classes > 0 ? new LabelInput(classes, plan.Hidden) : null;
        dense = new Affine(plan.Hidden, plan.Channels[^1] * plan.SpatialPositions(shape));
        (blocks, twice) = plan.Growing(shape.Channels);
        linear = plan.Linear > 0 ? new Affine(latents, shape.Values) : null;
        RegisterComponents();
    }

    /// <summary>Shape [B, D] and one-hot [B, classes] to [B, C, H, W].</summary>
    public override Tensor forward(Tensor z, Tensor? y)
    {
        Tensor h = first.call(z);
        h = label is null ? h : h + label.call(y!);
        h = dense.call(functional.silu(h, inplace: true)); // [B, C·H·W] of the smallest stage
        h = h.view(z.shape[0], -1, _sizes[^1].Height, _sizes[^1].Width);
        h = ConvPlan.Grow(h, blocks, twice, _sizes);
        if (linear is null)
        {
            return h;
        }

        // A sum lies as its first term does: by planes, as the likelihood reads it.
        return linear.call(z).view(h.shape[0], _shape.Channels, _shape.Height, _shape.Width) + h;
    }

    /// <inheritdoc/>
    internal override void StartFrom(LinearStart start, double offset)
    {
        NhwcConvolution last = twice[^1];
        last.Weight.mul_(LinearStart.Aside);
        last.Bias!.mul_(LinearStart.Aside);
        linear!.Weight.mul_(LinearStart.Aside); // other parameters than means, other latents than those of the start
        long values = start.Mean.shape[0];
        linear.Weight.narrow(0, 0, values).zero_();
        linear.Weight.narrow(0, 0, values).narrow(1, 0, start.Dimension).copy_(start.Decoder);
        linear.Bias.narrow(0, 0, values).copy_(start.Mean - offset);
    }
}
