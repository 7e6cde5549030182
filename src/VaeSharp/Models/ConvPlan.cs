using TorchSharp.Modules;
using VaeSharp.Data;
using VaeSharp.Nn.Layers;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VaeSharp.Models;

/// <summary>The sizes of a convolutional encoder and its mirrored decoder.</summary>
/// <param name="Channels">Of each stage, first to last; each stage halves the image.</param>
/// <param name="Blocks">Residual blocks of each stage.</param>
/// <param name="Hidden">Width of the dense layer.</param>
/// <param name="Linear">Width of a linear path beside the convolutions; 0 for none. With it the network contains
/// the linear VAE, which is probabilistic PCA, and starts from there.</param>
internal sealed record ConvPlan(IReadOnlyList<int> Channels, int Blocks, int Hidden, int Linear)
{
    /// <summary>Height and width after each stage, beginning with the image's own.</summary>
    public IReadOnlyList<(int Height, int Width)> Sizes(ImageShape shape)
    {
        var sizes = new List<(int, int)> { (shape.Height, shape.Width) };
        (int height, int width) = (shape.Height, shape.Width);
        foreach (int _ in Channels)
        {
            (height, width) = ((height + 1) / 2, (width + 1) / 2);
            sizes.Add((height, width));
        }

        return sizes;
    }

    /// <summary>The number of spatial positions after the last stage.</summary>
    internal long SpatialPositions(ImageShape shape) => Sizes(shape)[^1].Height * (long)Sizes(shape)[^1].Width;

    /// <summary>What the stages of an encoder and of its mirror keep for an image until its gradients are known: of each block two
    /// convolutions and what they read.</summary>
    /// <param name="images">Shape of an image.</param>
    /// <param name="output">Shape of what the decoder gives for an image.</param>
    internal (double Encoder, double Decoder) NumbersPerImage(ImageShape images, ImageShape output)
    {
        IReadOnlyList<(int Height, int Width)> sizes = Sizes(images);
        double[] stages = [.. Channels.Select((channels, i) => (double)channels * sizes[i + 1].Height * sizes[i + 1].Width)];
        double blocks = stages.Sum() * 4 * Blocks;
        double shuffled = stages[..^1].Sum() + ((double)output.Channels * output.Height * output.Width);
        return (blocks + (3 * stages.Sum()), blocks + (2 * stages.Sum()) + (2 * shuffled));
    }

    /// <summary>The stages of an encoder: a convolution that halves the image, then blocks.</summary>
    /// <param name="channels">Of the image.</param>
    internal (ModuleList<NhwcConvolution> Halve, ModuleList<Sequential> Blocks) Shrinking(long channels)
    {
        (ModuleList<NhwcConvolution> halve, ModuleList<Sequential> blocks) = (ModuleList<NhwcConvolution>(), ModuleList<Sequential>());
        foreach (int width in Channels)
        {
            halve.Add(new NhwcConvolution(channels, width, 4, stride: 2, padding: 2));
            blocks.Add(Stage(width));
            channels = width;
        }

        return (halve, blocks);
    }

    /// <summary>The mirror: blocks, then a convolution that doubles the image.</summary>
    /// <param name="channels">Of the parameters.</param>
    internal (ModuleList<Sequential> Blocks, ModuleList<NhwcConvolution> Twice) Growing(long channels)
    {
        (ModuleList<Sequential> blocks, ModuleList<NhwcConvolution> twice) = (ModuleList<Sequential>(), ModuleList<NhwcConvolution>());
        for (int i = Channels.Count - 1; i >= 0; i--)
        {
            blocks.Add(Stage(Channels[i]));
            twice.Add(new NhwcConvolution(Channels[i], (i > 0 ? Channels[i - 1] : channels) * 4, 3, padding: 1));
        }

        return (blocks, twice);
    }

    /// <summary>Through the stages of <see cref="Shrinking"/>.</summary>
    internal static Tensor Shrink(Tensor h, ModuleList<NhwcConvolution> halve, ModuleList<Sequential> blocks)
    {
        for (int i = 0; i < halve.Count; i++)
        {
            h = i == 0 ? h : functional.silu(h);
            int rows = (int)(h.shape[2] + 1) / 2;
            int columns = (int)(h.shape[3] + 1) / 2;
            h = halve[i].call(h)[.., .., ..rows, ..columns]; // [B, C, ⌈H/2⌉, ⌈W/2⌉]
            h = blocks[i].call(h);
        }

        return h;
    }

    /// <summary>Through the stages of <see cref="Growing"/>, to <paramref name="sizes"/> last to first.</summary>
    internal static Tensor Grow(
        Tensor h, ModuleList<Sequential> blocks, ModuleList<NhwcConvolution> twice, IReadOnlyList<(int Height, int Width)> sizes)
    {
        for (int i = 0; i < twice.Count; i++)
        {
            h = blocks[i].call(h);
            (int height, int width) = sizes[^(i + 2)];
            h = functional.pixel_shuffle(twice[i].call(functional.silu(h)), 2); // [B, C, 2H, 2W]
            h = h[.., .., ..height, ..width]; // an odd size was rounded up
        }

        return h;
    }

    private Sequential Stage(int channels)
    {
        Sequential stage = Sequential();
        for (int i = 0; i < Blocks; i++)
        {
            stage.append(new ResidualBlock(channels));
        }

        return stage;
    }
}
