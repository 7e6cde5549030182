using VaeSharp.Engine;
using static TorchSharp.torch;

namespace VaeSharp.Models;

/// <summary>How steeply the decoder's mean image x̂ depends on z.</summary>
/// <remarks>
/// For a random direction n of length 1 in D dimensions, D · E |∂x̂/∂z n|² is the squared Frobenius norm of the Jacobian.
/// The product with n is a central difference, so that the ordinary gradient of the result is enough to train on:
/// second derivatives of the layers, which some of them do not have, are never asked for.
/// </remarks>
internal static class DecoderSlope
{
    // Half a difference's length: its own error falls with the square, that of float32 rises with the inverse.
    private const double Step = 1e-2;

    /// <summary>|∂x̂/∂z|², without bias but for the square of a hundredth; shape [B].</summary>
    /// <param name="model">Whose decoder.</param>
    /// <param name="z">Where; shape [B, D].</param>
    /// <param name="labels">As <see cref="VariationalAutoencoder.Decode"/> takes them.</param>
    /// <param name="random">Where the directions come from, one for each image.</param>
    /// <remarks>Source of the penalty: Ghosh et al. 2020, section 3. See docs/theory.md#rae.</remarks>
    public static Tensor Squared(VariationalAutoencoder model, Tensor z, Tensor? labels, RandomStream random)
    {
        Tensor direction = nn.functional.normalize(random.Normal(z.shape).to(z.dtype), dim: 1);
        Tensor above = model.Decode(z + (Step * direction), labels).Mean;
        Tensor below = model.Decode(z - (Step * direction), labels).Mean;
        Tensor slope = (above - below).flatten(1) / (2 * Step); // [B, C·H·W]
        return z.shape[1] * slope.square().sum(1);
    }
}
