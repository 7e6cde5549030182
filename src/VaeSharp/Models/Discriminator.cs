using VaeSharp.Nn.Layers;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VaeSharp.Models;

/// <summary>Tells latents of one distribution from those of another; its answer estimates their density ratio.</summary>
/// <remarks>Source: Kim &amp; Mnih 2018, appendix A: dense layers with leaky ReLU. See docs/theory.md#total-correlation.</remarks>
internal sealed class Discriminator : Module<Tensor, Tensor>
{
    private readonly DenseStack stack;
    private readonly Affine output;

    /// <summary>Hidden layers of equal width.</summary>
    /// <param name="dimension">The latent dimension D.</param>
    /// <param name="width">Of the hidden layers.</param>
    /// <param name="layers">Hidden layers; at least 1.</param>
    public Discriminator(long dimension, int width, int layers)
        : base(nameof(Discriminator))
    {
        stack = new DenseStack(dimension, [.. Enumerable.Repeat(width, layers)], DenseActivation.LeakyRelu, classes: 0);
        output = new Affine(stack.Outputs, 1);
        RegisterComponents();
    }

    /// <summary>The logit of the probability that z is of the first distribution, which is the logarithm of the ratio
    /// first to second of their densities once trained to the end; shape [B, D] to [B].</summary>
    public override Tensor forward(Tensor z) => output.call(stack.call(z, null)).squeeze(-1);
}
