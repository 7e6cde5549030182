using TorchSharp.Modules;
using VaeSharp.Data;
using VaeSharp.Nn.Layers;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VaeSharp.Models.Encoders;

/// <summary>ResNet-18 for small images: a 3×3 first convolution and no pooling before the average at the end.</summary>
/// <remarks>Source: He et al. 2016, table 1 and section 4.2.</remarks>
internal sealed class ResNet18Encoder : Encoder
{
    private const int Width = 512;

    private readonly NhwcConvolution stem;
    private readonly BatchNorm2d stem_norm;
    private readonly Sequential stages;
    private readonly LabelInput? label;

    /// <summary>Eight blocks of 64 to 512 channels.</summary>
    public ResNet18Encoder(ImageShape shape, long classes)
        : base(nameof(ResNet18Encoder), Width)
    {
        stem = new NhwcConvolution(shape.Channels, 64, 3, padding: 1, hasBias: false);
        stem_norm = BatchNorm2d(64);
        stages = Sequential(
            new ResNetBlock(64, 64, Resize.Keep), new ResNetBlock(64, 64, Resize.Keep),
            new ResNetBlock(64, 128, Resize.Halve), new ResNetBlock(128, 128, Resize.Keep),
            new ResNetBlock(128, 256, Resize.Halve), new ResNetBlock(256, 256, Resize.Keep),
            new ResNetBlock(256, Width, Resize.Halve), new ResNetBlock(Width, Width, Resize.Keep));
        label = classes > 0 ? new LabelInput(classes, Width) : null;
        RegisterComponents();
    }

    /// <summary>Shape [B, C, H, W] and one-hot [B, classes] to [B, 512].</summary>
    public override Tensor forward(Tensor x, Tensor? y)
    {
        Tensor h = stem_norm.call(stem.call((x - 0.5) * 4)).relu_(); // about unit variance for photographs
        h = stages.call(h).mean([2, 3]); // [B, 512]
        return label is null ? h : h + label.call(y!);
    }
}
