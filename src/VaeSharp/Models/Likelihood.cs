using VaeSharp.Data;
using VaeSharp.Nn.Distributions;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VaeSharp.Models;

/// <summary>From a decoder's output to the distribution p(x|z).</summary>
/// <param name="name">For messages.</param>
public abstract class Likelihood(string name) : Module<Tensor, PixelDistribution>(name)
{
    /// <summary>The values that it is normalised over.</summary>
    public abstract PixelSupport Support { get; }

    /// <summary>P, how many numbers the decoder must give for each pixel: its output has shape [B, P, H, W].</summary>
    /// <param name="images">Shape of one image.</param>
    public virtual int ParameterChannels(ImageShape images) => images.Channels;

    /// <summary>Where the first C channels of the parameters are the mean of p(x|z) less a constant: the constant; else null.</summary>
    internal virtual double? MeanOffset => null;

    /// <summary>p(x|z) that is to score images; a likelihood that learns from them overrides it, and does so in training mode.</summary>
    /// <param name="x">The images; shape [B, C, H, W].</param>
    /// <param name="parameters">The decoder's output for them; shape [B, P, H, W].</param>
    public virtual PixelDistribution For(Tensor x, Tensor parameters) => call(parameters);
}
