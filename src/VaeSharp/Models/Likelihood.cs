using VaeSharp.Nn.Distributions;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VaeSharp.Models;

/// <summary>From a decoder's output to the distribution p(x|z).</summary>
/// <param name="name">For messages.</param>
/// <param name="parametersPerValue">How many numbers of the decoder describe one value of the image.</param>
public abstract class Likelihood(string name, int parametersPerValue) : Module<Tensor, PixelDistribution>(name)
{
    /// <summary>How many numbers of the decoder describe one value of the image.</summary>
    public int ParametersPerValue { get; } = parametersPerValue;

    /// <summary>The values that it is normalised over.</summary>
    public abstract PixelMeasure Measure { get; }

    /// <summary>p(x|z) in a training step; a likelihood that learns from the batch overrides it.</summary>
    /// <param name="x">The images; shape [B, C, H, W].</param>
    /// <param name="parameters">The decoder's output for them; shape [B, C·P, H, W].</param>
    public virtual PixelDistribution Train(Tensor x, Tensor parameters) => call(parameters);
}
