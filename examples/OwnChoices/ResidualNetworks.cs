using System.ComponentModel.DataAnnotations;
using TorchSharp.Modules;
using VaeSharp.Data;
using VaeSharp.Models;
using VaeSharp.Models.Recipes;
using VaeSharp.Nn.Layers;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace OwnChoices;

/// <summary>Dense layers with residual connections, in encoder and decoder alike.</summary>
/// <param name="Width">Of all layers.</param>
/// <param name="Blocks">Residual blocks, of two layers each.</param>
[Choice("residual-mlp", "Dense layers with residual connections", "Gorishniy et al. 2021")]
public sealed record ResidualMlpOptions(
    [property: Range(1, 4096)] int Width = 256,
    [property: Range(0, 64)] int Blocks = 2) : EncoderDecoderOptions
{
    /// <inheritdoc/>
    public override (Encoder Encoder, Decoder Decoder) Create(NetworkShape shape) => (
        new ResidualEncoder(shape.Images, Width, Blocks, shape.EncoderClasses),
        new ResidualDecoder(shape.Output, shape.Latents, Width, Blocks, shape.DecoderClasses));
}

/// <summary>From all values of an image to features.</summary>
public sealed class ResidualEncoder : Encoder
{
    private readonly ResidualStack stack;

    /// <summary>Takes a label where <paramref name="classes"/> is above 0.</summary>
    public ResidualEncoder(ImageShape images, long width, int blocks, long classes)
        : base(nameof(ResidualEncoder), width)
    {
        stack = new ResidualStack(images.Values, width, blocks, classes);
        RegisterComponents(); // names of fields are the names in checkpoints
    }

    /// <summary>Shape [B, C, H, W] and one-hot [B, classes] to [B, features].</summary>
    public override Tensor forward(Tensor x, Tensor? label) => stack.call(x.flatten(1), label);
}

/// <summary>From latents to the parameters of p(x|z).</summary>
public sealed class ResidualDecoder : Decoder
{
    private readonly ResidualStack stack;
    private readonly Affine output;
    private readonly ImageShape _shape;

    /// <summary>Takes a label where <paramref name="classes"/> is above 0.</summary>
    public ResidualDecoder(ImageShape output, long latents, long width, int blocks, long classes)
        : base(nameof(ResidualDecoder))
    {
        _shape = output;
        stack = new ResidualStack(latents, width, blocks, classes);
        this.output = new Affine(width, output.Values);
        RegisterComponents();
    }

    /// <summary>Shape [B, D] and one-hot [B, classes] to [B, P, H, W].</summary>
    public override Tensor forward(Tensor z, Tensor? label) =>
        output.call(stack.call(z, label)).view(-1, _shape.Channels, _shape.Height, _shape.Width);
}

/// <summary>x + W₂ relu(W₁ x), several times, after a first layer that a label joins by addition.</summary>
/// <remarks>Source: Gorishniy et al. 2021, "Revisiting deep learning models for tabular data", section 3.2, without dropout and
/// with a last layer that starts at zero (De &amp; Smith 2020) in place of normalisation.</remarks>
public sealed class ResidualStack : Module<Tensor, Tensor?, Tensor>
{
    private readonly Affine first;
    private readonly LabelInput? label;
    private readonly ModuleList<Affine> widen = ModuleList<Affine>();
    private readonly ModuleList<Affine> add = ModuleList<Affine>();

    /// <summary>From <paramref name="inputs"/> numbers to <paramref name="width"/>.</summary>
    public ResidualStack(long inputs, long width, int blocks, long classes)
        : base(nameof(ResidualStack))
    {
        first = new Affine(inputs, width);
        label = classes > 0 ? new LabelInput(classes, width) : null;
        for (int i = 0; i < blocks; i++)
        {
            widen.Add(new Affine(width, width));
            add.Add(new Affine(width, width));
            init.zeros_(add[i].Weight);
            init.zeros_(add[i].Bias);
        }

        RegisterComponents();
    }

    /// <summary>Shape [B, inputs] and one-hot [B, classes] to [B, width].</summary>
    public override Tensor forward(Tensor x, Tensor? y)
    {
        Tensor h = first.call(x);
        h = label is null ? h : h + label.call(y!);
        for (int i = 0; i < widen.Count; i++)
        {
            h += add[i].call(functional.relu(widen[i].call(h)));
        }

        return functional.relu(h);
    }
}
