using TorchSharp.Modules;
using VaeSharp.Engine;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VaeSharp.Nn.Layers;

/// <summary>How a <see cref="ResNetBlock"/> changes the size of the image.</summary>
internal enum Resize
{
    /// <summary>Height and width stay.</summary>
    Keep,

    /// <summary>Halves height and width.</summary>
    Halve,

    /// <summary>Doubles height and width by repeating pixels.</summary>
    Grow,
}

/// <summary>The basic block of a residual network, with batch normalisation.</summary>
/// <remarks>Source: He et al. 2016, section 3.3. Growing blocks project the shortcut (option B); blocks that double
/// the image are their mirror without weights: the shortcut averages neighbouring channels.</remarks>
internal sealed class ResNetBlock : Module<Tensor, Tensor>
{
    private readonly NhwcConvolution first;
    private readonly BatchNorm2d first_norm;
    private readonly NhwcConvolution second;
    private readonly BatchNorm2d second_norm;
    private readonly PointwiseConvolution? shortcut;
    private readonly BatchNorm2d? shortcut_norm;
    private readonly long _inputs;
    private readonly long _outputs;
    private readonly bool _doubles;

    /// <summary>From <paramref name="inputs"/> to <paramref name="outputs"/> channels.</summary>
    /// <exception cref="ArgumentException">The block does not halve, and its channels cannot be averaged to fewer.</exception>
    public ResNetBlock(long inputs, long outputs, Resize resize)
        : base(nameof(ResNetBlock))
    {
        (_inputs, _outputs, _doubles) = (inputs, outputs, resize == Resize.Grow);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(inputs);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(outputs);
        if (resize != Resize.Halve && inputs % outputs != 0)
        {
            throw new ArgumentException(
                $"A block that does not halve averages {inputs} channels to {outputs}: the first must be a multiple of the second.",
                nameof(outputs));
        }

        long stride = resize == Resize.Halve ? 2 : 1;
        first = new NhwcConvolution(inputs, outputs, 3, stride: stride, padding: 1, hasBias: false);
        first_norm = BatchNorm2d(outputs);
        second = new NhwcConvolution(outputs, outputs, 3, padding: 1, hasBias: false);
        second_norm = BatchNorm2d(outputs);
        if (resize == Resize.Halve)
        {
            shortcut = new PointwiseConvolution(inputs, outputs, stride);
            shortcut_norm = BatchNorm2d(outputs);
        }

        RegisterComponents();
    }

    /// <summary>Shape [B, inputs, H, W] to [B, outputs, H', W'].</summary>
    /// <exception cref="ArgumentException">Another shape or type, or no images.</exception>
    public override Tensor forward(Tensor x)
    {
        Demand.Shape(x, nameof(ResNetBlock), "BCHW", [Demand.Some, _inputs, Demand.Some, Demand.Some], first.Weight);
        if (_doubles)
        {
            x = functional.interpolate(x, scale_factor: [2, 2], mode: InterpolationMode.Nearest); // [B, C, 2H, 2W]
        }

        Tensor h = first_norm.call(first.call(ProductPrecision.Through(x))).relu_();
        h = second_norm.call(second.call(h));
        return (h + Shortcut(x)).relu_();
    }

    private Tensor Shortcut(Tensor x)
    {
        if (shortcut is not null)
        {
            return shortcut_norm!.call(shortcut.call(x));
        }

        return _inputs == _outputs
            ? x
            : x.unflatten(1, _outputs, _inputs / _outputs).mean([2]); // [B, outputs, H, W]
    }
}
