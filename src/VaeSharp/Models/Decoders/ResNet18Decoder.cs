using TorchSharp.Modules;
using VaeSharp.Data;
using VaeSharp.Nn.Layers;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VaeSharp.Models.Decoders;

/// <summary>The mirror of <see cref="Encoders.ResNet18Encoder"/>: doubling in place of halving.</summary>
internal sealed class ResNet18Decoder : Decoder
{
    private const int Width = 512;

    private readonly Affine first;
    private readonly LabelInput? label;
    private readonly Sequential stages;
    private readonly NhwcConvolution output;
    private readonly ImageShape _shape;

    /// <summary>Eight blocks of 512 to 64 channels.</summary>
    /// <param name="shape">Of the parameters: an image with the channels that the likelihood asks for.</param>
    /// <param name="latents">The latent dimension.</param>
    /// <param name="classes">How many classes the label has; 0 for none.</param>
    public ResNet18Decoder(ImageShape shape, long latents, long classes)
        : base(nameof(ResNet18Decoder))
    {
        _shape = shape;
        first = new Affine(latents, Width);
        label = classes > 0 ? new LabelInput(classes, Width) : null;
        stages = Sequential(
            new ResNetBlock(Width, Width, Resize.Keep), new ResNetBlock(Width, 256, Resize.Grow),
            new ResNetBlock(256, 256, Resize.Keep), new ResNetBlock(256, 128, Resize.Grow),
            new ResNetBlock(128, 128, Resize.Keep), new ResNetBlock(128, 64, Resize.Grow),
            new ResNetBlock(64, 64, Resize.Keep), new ResNetBlock(64, 64, Resize.Keep));
        output = new NhwcConvolution(64, shape.Channels, 3, padding: 1);
        RegisterComponents();
    }

    /// <summary>Shape [B, D] and one-hot [B, classes] to [B, C, H, W].</summary>
    public override Tensor forward(Tensor z, Tensor? y)
    {
        Tensor h = first.call(z);
        h = label is null ? h : h + label.call(y!);
        (long height, long width) = ((_shape.Height + 7) / 8, (_shape.Width + 7) / 8);
        h = h.view(-1, Width, 1, 1).expand(-1, -1, height, width); // [B, 512, ⌈H/8⌉, ⌈W/8⌉]: undoes the average
        h = output.call(stages.call(h)); // [B, C, H, W], or a little larger where H is no multiple of 8
        return h[.., .., .._shape.Height, .._shape.Width];
    }
}
