using static TorchSharp.torch;

namespace VaeSharp.Models;

/// <summary>The linear VAE at its optimum, for the linear path of a model to begin with.</summary>
/// <remarks>
/// q(z|x) = N(E (x − μ), diag σ²) and E[x|z] = W z + μ of pixels in [0, 1]: with these z has variance 1 over the images, as the prior
/// N(0, I) asks, before the first step. Source: Tipping &amp; Bishop 1999, equations 7 and 8 and section 3.3; that it is the optimum of
/// a linear VAE, Lucas et al. 2019, section 4.
/// </remarks>
/// <param name="Mean">μ; float32, shape [C·H·W].</param>
/// <param name="Encoder">E; float32, shape [q, C·H·W].</param>
/// <param name="Decoder">W; float32, shape [C·H·W, q].</param>
/// <param name="LogVariance">log σ²; float32, shape [q].</param>
internal sealed record LinearStart(Tensor Mean, Tensor Encoder, Tensor Decoder, Tensor LogVariance)
{
    /// <summary>What is left of the usual initial weights of all paths beside the linear one, so that it leads at first.</summary>
    public const double Aside = 0.1;

    /// <summary>q, the latents that it has.</summary>
    public int Dimension => (int)LogVariance.shape[0];
}
