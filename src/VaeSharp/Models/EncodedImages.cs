using VaeSharp.Engine;
using VaeSharp.Nn.Distributions;
using static TorchSharp.torch;

namespace VaeSharp.Models;

/// <summary>Images as a model has encoded them: q(z|x), and the way on from z to p(x|z), the rate and the bounds.</summary>
public sealed class EncodedImages
{
    private readonly EncodedLatents _latents;
    private readonly Likelihood _likelihood;
    private readonly ModelShape _shape;

    internal EncodedImages(EncodedLatents latents, Likelihood likelihood, ModelShape shape)
    {
        _latents = latents;
        _likelihood = likelihood;
        _shape = shape;
    }

    /// <summary>q(z|x), or q(z|x, y) where the encoder takes labels; over [B, D].</summary>
    public LatentDistribution Posterior => _latents.Posterior;

    /// <summary>Where z is expected: that of <see cref="Posterior"/>; shape [B, D].</summary>
    public Tensor Mean => Posterior.Mean;

    /// <summary>KL(q(z|x) ‖ p(z)) where it has a closed form, else null: see <see cref="Prior.RatePerDimension"/>.</summary>
    public Tensor? RatePerDimension()
    {
        using NativeWork work = NativeWork.Begin();
        return _latents.RatePerDimension;
    }

    /// <summary>p(x|z), or p(x|z, y) with the labels of these images where the decoder takes any; over [B, C, H, W].</summary>
    /// <param name="z">One for each image; shape [B, D].</param>
    /// <exception cref="ArgumentException">Another shape.</exception>
    public PixelDistribution Decode(Tensor z)
    {
        using NativeWork work = NativeWork.Begin();
        _shape.CheckLatents(z);
        return _likelihood.call(_latents.Decode(z));
    }

    /// <summary>−log p(x|z) of each image at a given z, in training as a training step has it; shape [B], nats.</summary>
    /// <param name="x">What p(x|z) scores; shape [B, C, H, W].</param>
    /// <param name="z">One for each image; shape [B, D].</param>
    /// <exception cref="ArgumentException">Another shape.</exception>
    public Tensor Distortion(Tensor x, Tensor z)
    {
        using NativeWork work = NativeWork.Begin();
        _shape.CheckImages(x);
        _shape.CheckLatents(z);
        return -_likelihood.For(x, _latents.Decode(z)).LogProbability(x);
    }

    /// <summary>The ELBO of each image with one sample of z.</summary>
    /// <param name="x">What p(x|z) scores, which need not be what was encoded; shape [B, C, H, W].</param>
    /// <param name="random">Where the noise of z comes from.</param>
    public Elbo Elbo(Tensor x, RandomStream random)
    {
        using NativeWork work = NativeWork.Begin();
        _shape.CheckImages(x);
        DecodedSample drawn = _latents.SampleAndDecode(random); // z ~ q(z|x), KL(q ‖ p)
        Tensor distortion = -_likelihood.For(x, drawn.Parameters).LogProbability(x); // −log p(x|z)
        return new Elbo(distortion, drawn.RatePerDimension) { Posterior = Posterior, Z = drawn.Z };
    }

    /// <summary>Several samples of z for each image, with their log importance weights: log p(x|z) p(z)/q(z|x).</summary>
    /// <param name="x">What p(x|z) scores; shape [B, C, H, W].</param>
    /// <param name="random">Where the noise of z comes from.</param>
    /// <param name="samples">K, how many for each image.</param>
    /// <param name="estimator">How gradients pass through the samples.</param>
    /// <param name="rateWeight">β of the weights.</param>
    /// <remarks>Source: Burda, Grosse &amp; Salakhutdinov 2016, equation 8. See docs/theory.md#importance-weights.</remarks>
    internal ImportanceWeights SampleImportanceWeights(
        Tensor x, RandomStream random, long samples,
        GradientEstimator estimator = GradientEstimator.Reparameterized, double rateWeight = 1)
    {
        using NativeWork work = NativeWork.Begin();
        _shape.CheckImages(x);
        return Weights(x, _latents.Repeat(samples).WeightTerms(random, estimator), samples, rateWeight); // over [K·B, D]
    }

    /// <summary>Several samples of z for each image, of which a few, chosen by their weights, let gradients pass.</summary>
    /// <param name="x">What p(x|z) scores; shape [B, C, H, W].</param>
    /// <param name="random">Where the noise of z and the choice come from.</param>
    /// <param name="samples">K, how many for each image.</param>
    /// <param name="kept">S, how many of them are chosen for each image; one can be chosen again.</param>
    /// <param name="estimator">How gradients pass through the chosen samples.</param>
    /// <param name="rateWeight">β of the weights, of both.</param>
    /// <returns>All, without gradients; and the chosen, whose mean log w has the gradient of the bound of all in
    /// expectation.</returns>
    /// <remarks>Source: Burda, Grosse &amp; Salakhutdinov 2016, section 3. See docs/theory.md#importance-weights.</remarks>
    internal (ImportanceWeights All, ImportanceWeights Kept) Resample(
        Tensor x, RandomStream random, long samples, long kept,
        GradientEstimator estimator = GradientEstimator.Reparameterized, double rateWeight = 1)
    {
        using NativeWork work = NativeWork.Begin();
        _shape.CheckImages(x);
        EncodedLatents repeated = _latents.Repeat(samples);
        (Tensor Z, Tensor LogProbability) drawn = repeated.Posterior.SampleWithLogProbability(random); // [K·B, D]
        ImportanceWeights all;
        using (no_grad())
        {
            all = Weights(x, repeated.WeightTerms(drawn, GradientEstimator.Reparameterized), samples, rateWeight);
        }

        Tensor normalized = all.Normalized(); // [K, B]
        Tensor rows = Resampling.Rows(normalized, kept, random); // [S·B]
        (Tensor, Tensor) chosen = (drawn.Z.index_select(0, rows), drawn.LogProbability.index_select(0, rows));
        ImportanceWeights few = Weights(x, _latents.Repeat(kept).WeightTerms(chosen, estimator), kept, rateWeight);
        if (estimator == GradientEstimator.DoublyReparameterized)
        {
            few.GradientScale.Factor = few.DoublyReparameterized(normalized.view(-1, 1).index_select(0, rows));
        }

        return (all, few);
    }

    private ImportanceWeights Weights(Tensor x, ImportanceTerms drawn, long samples, double rateWeight)
    {
        Tensor images = x.repeat(samples, 1, 1, 1); // [K·B, C, H, W]
        Tensor likelihood = _likelihood.For(images, drawn.Parameters).LogProbability(images);
        return new ImportanceWeights(
            ByImage(-likelihood, samples), ByImage(drawn.LogPrior, samples), ByImage(drawn.LogPosterior, samples),
            drawn.GradientScale)
        {
            RateWeight = rateWeight,
        };
    }

    private static Tensor ByImage(Tensor values, long samples) => values.view(samples, -1);
}
