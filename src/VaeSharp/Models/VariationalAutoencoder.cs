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

    /// <summary>The weights of q(z|x): encoder and posterior.</summary>
    public IEnumerable<TorchSharp.Modules.Parameter> InferenceParameters =>
        encoder.parameters().Concat(posterior.parameters());

    /// <summary>The values that p(x|z) is normalised over.</summary>
    public PixelMeasure Measure => likelihood.Measure;

    /// <summary>q(z|x), or q(z|x, y) where the encoder takes labels; over [B, D].</summary>
    /// <param name="x">Images in [0, 1]; shape [B, C, H, W].</param>
    /// <param name="labels">Classes, int64, shape [B]; or a mixture of classes, float weights of shape [B, classes].
    /// Needed where the recipe conditions on labels.</param>
    /// <exception cref="ArgumentException">A shape or the labels do not fit.</exception>
    public LatentDistribution Encode(Tensor x, Tensor? labels = null)
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
        LatentDistribution q = Encode(seen ?? x, labels); // q(z|x)
        (Tensor z, Tensor rate) = SampleWithRate(q, labels, random); // [B, D], [B, D] or [B, 1]
        return new Elbo(-Likelihood(x, z, labels).LogProbability(x), rate) { Posterior = q, Z = z };
    }

    /// <summary>Several samples of z for each image, with what each is worth: log p(x|z) p(z)/q(z|x).</summary>
    /// <param name="x">Images as the likelihood expects them; shape [B, C, H, W].</param>
    /// <param name="labels">Classes, int64; shape [B].</param>
    /// <param name="random">Where the noise of z comes from.</param>
    /// <param name="seen">What the encoder sees in place of <paramref name="x"/>, as in <see cref="Elbo"/>.</param>
    /// <param name="samples">K, how many for each image.</param>
    /// <param name="estimator">How gradients pass through the samples.</param>
    /// <remarks>Source: Burda, Grosse &amp; Salakhutdinov 2016, equation 8. See docs/theory.md#importance-weights.</remarks>
    public ImportanceWeights Weigh(
        Tensor x, Tensor? labels, RandomStream random, long samples, Tensor? seen = null,
        GradientEstimator estimator = GradientEstimator.Reparameterized)
    {
        LatentDistribution q = Encode(seen ?? x, labels).Repeat(samples); // over [K·B, D]
        LatentSample drawn = q.Draw(random);
        var gate = new GradientGate();
        Tensor z = estimator == GradientEstimator.DoublyReparameterized ? gate.Pass(drawn.Z) : drawn.Z;
        Tensor posterior = estimator == GradientEstimator.Reparameterized
            ? drawn.LogProbability
            : q.Detach().LogProbability(z);
        Tensor? repeated = labels?.repeat([samples, .. Enumerable.Repeat(1L, (int)labels.dim() - 1)]);
        Tensor images = x.repeat(samples, 1, 1, 1); // [K·B, C, H, W]
        Tensor likelihood = Likelihood(images, z, repeated).LogProbability(images);
        Tensor p = prior.LogProbability(z, Shape.OneHot(repeated, z.shape[0], Shape.PriorSeesLabels));
        return new ImportanceWeights(
            ByImage(-likelihood, samples), ByImage(p, samples), ByImage(posterior, samples), gate);
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
        Decode(SampleLatents(count, labels, random, temperature), labels).Mean.clamp(0, 1);

    /// <summary>Latents drawn from p(z), or p(z|y) where the prior takes labels; shape [count, D].</summary>
    /// <inheritdoc cref="Sample" path="/param"/>
    public Tensor SampleLatents(long count, Tensor? labels, RandomStream random, double temperature = 1) =>
        prior.Sample(count, Shape.OneHot(labels, count, Shape.PriorSeesLabels), random, temperature);

    /// <summary>KL(q(z|x) ‖ p(z)) where it has a closed form, else null: see <see cref="Prior.RatePerDimension"/>.</summary>
    public Tensor? RatePerDimension(LatentDistribution q, Tensor? labels = null) =>
        prior.RatePerDimension(q, Shape.OneHot(labels, q.Mean.shape[0], Shape.PriorSeesLabels));

    private (Tensor Z, Tensor Rate) SampleWithRate(LatentDistribution q, Tensor? labels, RandomStream random)
    {
        if (RatePerDimension(q, labels) is { } rate)
        {
            return (q.Sample(random), rate);
        }

        LatentSample drawn = q.Draw(random);
        Tensor? label = Shape.OneHot(labels, q.Mean.shape[0], Shape.PriorSeesLabels);
        return (drawn.Z, (drawn.LogProbability - prior.LogProbability(drawn.Z, label)).unsqueeze(1));
    }

    private PixelDistribution Likelihood(Tensor x, Tensor z, Tensor? labels)
    {
        Tensor parameters = Parameters(z, labels); // [B, P, H, W]
        return training ? likelihood.Train(x, parameters) : likelihood.call(parameters);
    }

    private Tensor Parameters(Tensor z, Tensor? labels)
    {
        Shape.CheckLatents(z);
        return decoder.call(z, Shape.OneHot(labels, z.shape[0], Shape.DecoderSeesLabels));
    }

    private static Tensor ByImage(Tensor values, long samples) => values.view(samples, -1);
}
