using TorchSharp.Modules;
using VaeSharp.Data;
using VaeSharp.Nn.Layers;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VaeSharp.Models.Judges;

/// <summary>A small residual network that classifies images: a convolution that whitens small patches, blocks that halve the image, the
/// greatest value of each channel, an affine map.</summary>
/// <remarks>Source: He et al. 2016 for residual blocks; whitening by a convolution that is not trained, and few blocks with a pooling
/// right after a convolution, are those of the quickest networks for CIFAR-10 (Jordan 2024, sections 3.1 and 3.2).</remarks>
internal sealed class JudgeNetwork : Module<Tensor, Tensor>
{
    private const int Patch = 3;            // pixels along each side
    private const double Epsilon = 5e-4;    // added to each variance, as in Jordan 2024

    private readonly NhwcConvolution stem;
    private readonly ModuleList<JudgeBlock> blocks;
    private readonly Affine head;

    private JudgeNetwork(JudgeOptions options, ImageShape images, int classes)
        : base(nameof(JudgeNetwork))
    {
        stem = new NhwcConvolution(images.Channels, options.Stem, Patch, padding: 1);
        stem.Weight.requires_grad = false;
        int[] inputs = [options.Stem, .. options.Channels];
        blocks = new([.. options.Channels.Select((outputs, i) => new JudgeBlock(inputs[i], outputs))]);
        head = new Affine(inputs[^1], classes);
        RegisterComponents();
    }

    /// <summary>A network with fresh weights that depend on options, shapes and seed alone.</summary>
    /// <param name="options">Its layers.</param>
    /// <param name="images">Shape of one image.</param>
    /// <param name="classes">How many classes there are.</param>
    /// <param name="seed">Of the initial weights.</param>
    /// <exception cref="ArgumentException">There are more blocks than the images can be halved.</exception>
    public static JudgeNetwork Create(JudgeOptions options, ImageShape images, int classes, ulong seed)
    {
        int halvings = (int)Math.Log2(Math.Min(images.Height, images.Width));
        return options.Channels.Count <= halvings
            ? ModelFactory.Initialize(seed, () => new JudgeNetwork(options, images, classes))
            : throw new ArgumentException(
                $"judge.channels has {options.Channels.Count} blocks, and images of {images} can be halved {halvings} times; expected as "
                + "many blocks at most.", nameof(options));
    }

    /// <summary>Makes the first convolution whiten patches: its channels are the directions in which patches of images vary most, each
    /// divided by its deviation, and these again with the other sign. Its biases, which are trained, take the mean away.</summary>
    /// <param name="x">Some of the training images; shape [B, C, H, W].</param>
    public void Whiten(Tensor x)
    {
        using var scope = NewDisposeScope();
        using IDisposable mode = no_grad();
        Tensor weight = stem.Weight, bias = stem.Bias!;
        long values = weight.shape[1] * Patch * Patch;
        Tensor patches = functional.unfold(x, (Patch, Patch)).transpose(1, 2).reshape(-1, values).to(ScalarType.Float64); // [N, values]
        Tensor mean = patches.mean([0]);
        Tensor centred = patches - mean;
        (Tensor variances, Tensor directions) = linalg.eigh(centred.t().matmul(centred) / patches.shape[0]); // ascending; in columns
        int pairs = (int)Math.Min(weight.shape[0] / 2, values);
        for (int i = 0; i < pairs; i++)
        {
            long column = values - 1 - i;
            Tensor direction = directions.select(1, column) / (variances[column] + Epsilon).sqrt(); // [values]
            Tensor kernel = direction.view(weight.shape[1], Patch, Patch).to(ScalarType.Float32);
            Tensor offset = direction.dot(mean).to(ScalarType.Float32);
            weight[2 * i].copy_(kernel);
            weight[(2 * i) + 1].copy_(-kernel);
            bias[2 * i].copy_(-offset);
            bias[(2 * i) + 1].copy_(offset);
        }
    }

    /// <summary>What the last block says of each image: shape [B, C, H, W] to [B, the last block's channels].</summary>
    public Tensor Features(Tensor x)
    {
        Tensor h = stem.call(x).relu_(); // [B, stem, H, W]
        foreach (JudgeBlock block in blocks)
        {
            h = block.call(h);
        }

        return h.amax([2, 3]);
    }

    /// <summary>The logits of each class: shape [B, C, H, W] to [B, classes].</summary>
    public override Tensor forward(Tensor x) => Classify(Features(x));

    /// <summary>The logits of features: shape [B, F] to [B, classes].</summary>
    public Tensor Classify(Tensor features) => head.call(features);
}

/// <summary>A convolution and a pooling, then another convolution beside the identity.</summary>
internal sealed class JudgeBlock : Module<Tensor, Tensor>
{
    private readonly NhwcConvolution first;
    private readonly BatchNorm2d first_norm;
    private readonly NhwcConvolution second;
    private readonly BatchNorm2d second_norm;

    /// <summary>From <paramref name="inputs"/> to <paramref name="outputs"/> channels.</summary>
    public JudgeBlock(long inputs, long outputs)
        : base(nameof(JudgeBlock))
    {
        first = new NhwcConvolution(inputs, outputs, 3, padding: 1, hasBias: false);
        first_norm = BatchNorm2d(outputs);
        second = new NhwcConvolution(outputs, outputs, 3, padding: 1, hasBias: false);
        second_norm = BatchNorm2d(outputs);
        RegisterComponents();
    }

    /// <summary>Shape [B, inputs, H, W] to [B, outputs, ⌊H/2⌋, ⌊W/2⌋].</summary>
    public override Tensor forward(Tensor x)
    {
        Tensor h = first_norm.call(functional.max_pool2d(first.call(x), 2)).relu_();
        return second_norm.call(second.call(h)).relu_() + h;
    }
}
