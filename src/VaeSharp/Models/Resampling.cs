using VaeSharp.Engine;
using static TorchSharp.torch;

namespace VaeSharp.Models;

/// <summary>Chooses a few of many weighted samples, each as often as its weight says in expectation.</summary>
internal static class Resampling
{
    /// <summary>Rows of [K·B, …] for S choices among each image's K samples; int64, shape [S·B], by choice and then
    /// by image.</summary>
    /// <param name="normalized">The weights, each image's with the sum 1; shape [K, B].</param>
    /// <param name="kept">S.</param>
    /// <param name="random">Where the choice comes from.</param>
    /// <remarks>One number for each image, and S equal steps from it: no sample's count is further than one from its
    /// share. Source: Douc, Cappé &amp; Moulines 2005, on systematic resampling.</remarks>
    internal static Tensor Rows(Tensor normalized, long kept, RandomStream random)
    {
        using var mode = no_grad();
        long images = normalized.shape[1];
        Tensor reached = normalized.cumsum(0); // [K, B]
        Tensor steps = arange(kept, device: normalized.device).unsqueeze(1); // [S, 1]
        Tensor at = (steps + random.Uniform(1, images)) / kept; // [S, B]
        Tensor sample = (reached <= at.unsqueeze(1)).sum([1L]); // [S, K, B] to [S, B]
        sample = sample.clamp_max(normalized.shape[0] - 1); // the last sum may round to less than 1
        return ((sample * images) + arange(images, device: normalized.device)).flatten();
    }
}
