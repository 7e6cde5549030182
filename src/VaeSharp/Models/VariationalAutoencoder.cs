using VaeSharp.Engine;
using VaeSharp.Nn.Distributions;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VaeSharp.Models;

/// <summary>Five choices that make a VAE: encoder and decoder, posterior, prior, likelihood; the objective trains it.</summary>
public sealed class VariationalAutoencoder : Module
{
    private readonly Encoder encoder;
    private readonly Posterior posterior;
    private readonly Prior prior;
    private readonly Decoder decoder;
    private readonly Likelihood likelihood;

    /// <summary>Puts the parts together. Use <see cref="ModelFactory"/> to make them from a recipe.</summary>
    public VariationalAutoencoder(
        Encoder encoder, Posterior posterior, Prior prior, Decoder decoder, Likelihood likelihood, ModelShape shape)
        : base(nameof(VariationalAutoencoder))
    {
        this.encoder = encoder;
        this.posterior = posterior;
        this.prior = prior;
        this.decoder = decoder;
        this.likelihood = likelihood;
        Shape = shape;
        RegisterComponents();
    }

    /// <summary>What goes in and out.</summary>
    public ModelShape Shape { get; }

    /// <summary>p(z).</summary>
    public Prior Prior => prior;

    /// <summary>The values that p(x|z) is normalised over.</summary>
    public PixelMeasure Measure => likelihood.Measure;

    /// <summary>q(z|x), or q(z|x, y) where the encoder takes labels; over [B, D].</summary>
    /// <param name="x">Images in [0, 1]; shape [B, C, H, W].</param>
    /// <param name="labels">Classes, int64, shape [B]; or a mixture of classes, float weights of shape [B, classes].
    /// Needed where the recipe conditions on labels.</param>
    /// <exception cref="ArgumentException">A shape or the labels do not fit.</exception>
    public DiagonalGaussian Encode(Tensor x, Tensor? labels = null)
    {
        Shape.CheckImages(x);
        return posterior.call(encoder.call(x, Shape.OneHot(labels, x.shape[0], Shape.EncoderSeesLabels)));
    }

    /// <summary>p(x|z), or p(x|z, y) where the decoder takes labels; over [B, C, H, W].</summary>
    /// <param name="z">Shape [B, D].</param>
    /// <param name="labels">Classes, int64, shape [B]; or a mixture of classes, float weights of shape [B, classes].
    /// Needed where the recipe conditions on labels.</param>
    /// <exception cref="ArgumentException">A shape or the labels do not fit.</exception>
    public PixelDistribution Decode(Tensor z, Tensor? labels = null) => likelihood.call(Parameters(z, labels));

    /// <summary>The ELBO of each image with one sample of z.</summary>
    /// <param name="x">Images as the likelihood expects them; shape [B, C, H, W].</param>
    /// <param name="labels">Classes, int64; shape [B].</param>
    /// <param name="random">Where the noise of z comes from.</param>
    /// <param name="seen">What the encoder sees in place of <paramref name="x"/>: a corrupted image in a denoising
    /// VAE (Im et al. 2017); <paramref name="x"/> itself where null.</param>
    public Elbo Elbo(Tensor x, Tensor? labels, RandomStream random, Tensor? seen = null)
    {
        DiagonalGaussian q = Encode(seen ?? x, labels);     // q(z|x)
        Tensor z = q.Sample(random);                        // [B, D]
        Tensor parameters = Parameters(z, labels);          // [B, C·P, H, W]
        PixelDistribution p = training ? likelihood.Train(x, parameters) : likelihood.call(parameters); // p(x|z)
        return new Elbo(-p.LogProbability(x), prior.RatePerDimension(q));
    }

    /// <summary>The mean image of p(x|z) at the posterior's mean; shape [B, C, H, W], in [0, 1].</summary>
    /// <param name="x">Shape [B, C, H, W].</param>
    /// <param name="labels">Classes, int64; shape [B].</param>
    public Tensor Reconstruct(Tensor x, Tensor? labels = null) => Decode(Encode(x, labels).Mean, labels).Mean.clamp(0, 1);

    /// <summary>Mean images of p(x|z) at latents drawn from p(z); shape [count, C, H, W], in [0, 1].</summary>
    /// <param name="count">How many.</param>
    /// <param name="labels">Classes, int64; shape [count].</param>
    /// <param name="random">Where the noise comes from.</param>
    /// <param name="temperature">Multiplies the prior's standard deviation.</param>
    public Tensor Sample(long count, Tensor? labels, RandomStream random, double temperature = 1) =>
        Decode(prior.Sample(count, random, temperature), labels).Mean.clamp(0, 1);

    private Tensor Parameters(Tensor z, Tensor? labels)
    {
        Shape.CheckLatents(z);
        return decoder.call(z, Shape.OneHot(labels, z.shape[0], Shape.DecoderSeesLabels));
    }
}
