using VaeSharp.Data;
using VaeSharp.Nn.Layers;
using static TorchSharp.torch.nn;

namespace VaeSharp.Models;

/// <summary>The sizes of a convolutional encoder and its mirrored decoder.</summary>
/// <param name="Channels">Of each stage, first to last; each stage halves the image.</param>
/// <param name="Blocks">Residual blocks of each stage.</param>
/// <param name="Hidden">Width of the dense layer.</param>
/// <param name="Linear">Width of a linear path beside the convolutions; 0 for none. With it the network contains
/// the linear VAE, which is probabilistic PCA, and starts from there.</param>
public sealed record ConvPlan(IReadOnlyList<int> Channels, int Blocks, int Hidden, int Linear)
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

    internal TorchSharp.Modules.Sequential Stage(int channels)
    {
        TorchSharp.Modules.Sequential stage = Sequential();
        for (int i = 0; i < Blocks; i++)
        {
            stage.append(new ResidualBlock(channels));
        }

        return stage;
    }
}
