using VaeSharp.Engine;
using static TorchSharp.torch;

namespace VaeSharp.Models;

/// <summary>The bound on log p(x) of an image whose label is not known, from the bounds with each label.</summary>
/// <remarks>
/// −U(x) = Σ_y q(y|x) (ELBO(x, y) + log p(y) − log q(y|x)), with each class as probable as another beforehand. It is an
/// ELBO with the latents (y, z): its distortion is the mean over classes, its rate adds KL(q(y|x) ‖ p(y)). Source: Kingma,
/// Mohamed, Rezende &amp; Welling 2014, equation 7. See docs/theory.md#labels-for-some.
/// </remarks>
internal static class UnlabelledBound
{
    /// <summary>Asks the model about each image with each class, all in one pass.</summary>
    /// <param name="model">Its encoder and decoder see labels.</param>
    /// <param name="x">Images as the likelihood expects them; shape [B, C, H, W].</param>
    /// <param name="logClasses">log q(y|x); shape [B, classes], nats.</param>
    /// <param name="random">Where the noise of z comes from.</param>
    /// <param name="encoderInput">What the encoder sees in place of <paramref name="x"/>; that itself where null.</param>
    /// <returns>With a rate in one piece, shape [B, 1].</returns>
    public static Elbo Of(
        VariationalAutoencoder model, Tensor x, Tensor logClasses, RandomStream random, Tensor? encoderInput = null)
    {
        (long count, long classes) = (logClasses.shape[0], logClasses.shape[1]);
        Tensor labels = arange(classes, ScalarType.Int64, x.device).repeat_interleave(count); // [classes · B]
        Tensor images = x.repeat(classes, 1, 1, 1); // [classes · B, C, H, W]
        return Of(model.Elbo(images, labels, random, encoderInput?.repeat(classes, 1, 1, 1)), logClasses);
    }

    /// <summary>Combines the bounds of all classes, weighted by their probabilities.</summary>
    /// <param name="each">ELBO(x, y), class after class; its tensors begin with [classes · B].</param>
    /// <param name="logClasses">log q(y|x); shape [B, classes], nats.</param>
    /// <returns>With a rate in one piece, shape [B, 1].</returns>
    public static Elbo Of(Elbo each, Tensor logClasses)
    {
        (long count, long classes) = (logClasses.shape[0], logClasses.shape[1]);
        Tensor log = logClasses.t(); // [classes, B]
        Tensor q = exp(log);
        Tensor distortion = (q * each.Distortion.view(classes, count)).sum([0L]); // [B]
        Tensor rate = (q * (each.Rate.view(classes, count) + log + Math.Log(classes))).sum([0L]); // [B]
        return new Elbo(distortion, rate.unsqueeze(1));
    }
}
