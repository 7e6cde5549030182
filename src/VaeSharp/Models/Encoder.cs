using VaeSharp.Nn.Layers;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VaeSharp.Models;

/// <summary>A network from an image, and a label where it takes one, to features of q(z|x).</summary>
/// <param name="name">For messages.</param>
/// <param name="features">How many features an image has.</param>
public abstract class Encoder(string name, long features) : Module<Tensor, Tensor?, Tensor>(WeightBudget.Named(name, Part))
{
    /// <summary>The part of a model whose weights are counted from here on.</summary>
    internal static string Part => "encoder";

    /// <summary>How many features an image has.</summary>
    public long Features { get; } = features;

    /// <summary>How many of the features, the last ones, are affine in the pixels; 0 for none.</summary>
    internal virtual int LinearFeatures => 0;

    /// <summary>Lets the first of the affine features begin as E (x − μ).</summary>
    internal virtual void StartFrom(LinearStart start)
    {
    }
}

/// <summary>A network from a latent, and a label where it takes one, to the parameters of p(x|z).</summary>
/// <param name="name">For messages.</param>
public abstract class Decoder(string name) : Module<Tensor, Tensor?, Tensor>(WeightBudget.Named(name, Part))
{
    /// <summary>The part of a model whose weights are counted from here on.</summary>
    internal static string Part => "decoder";

    /// <summary>Lets the linear path from z begin as W z + μ − <paramref name="offset"/>, for a decoder that has one.</summary>
    internal virtual void StartFrom(LinearStart start, double offset)
    {
    }
}
