using VaeSharp.Engine;
using VaeSharp.Nn.Distributions;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VaeSharp.Models;

/// <summary>Latents between an image and the parameters of its likelihood; an objective trains it.</summary>
public sealed class VariationalAutoencoder : Module
{
    private readonly LatentModel _latents;
    private readonly Likelihood _likelihood;

    /// <summary>Puts the parts together. Use <see cref="ModelFactory"/> to make them from a recipe.</summary>
    internal VariationalAutoencoder(
        LatentModel latents, Likelihood likelihood, ModelShape shape, Classifier? classifier = null)
        : base(nameof(VariationalAutoencoder))
    {
        _latents = latents;
        _likelihood = likelihood;
        Shape = shape;
        foreach ((string name, Module part) in latents.named_children())
        {
            register_module(name, part); // without the latents' own name: keys of a checkpoint say encoder, decoder …
        }

        register_module("likelihood", likelihood);
        if (classifier is not null)
        {
            Classifier = classifier;
            register_module("classifier", classifier);
        }
    }

    /// <summary>What goes in and out.</summary>
    public ModelShape Shape { get; }

    /// <summary>p(z); null where each group of latents has its own, p(z|z above).</summary>
    public Prior? Prior => _latents.Prior;

    /// <summary>The groups of latents of a hierarchical VAE, in the order of z; none where there is one layer.</summary>
    internal IReadOnlyList<LatentGroup> Groups => _latents.Groups;

    /// <summary>From latents to the numbers of codes and back; null where latents are none.</summary>
    internal ILatentCodes? Codes => _latents.Codes;

    /// <summary>q(y|x), where the model was trained with labels for some of the images; else null.</summary>
    public Classifier? Classifier { get; }

    /// <summary>The weights that only q(z|x) uses.</summary>
    public IEnumerable<TorchSharp.Modules.Parameter> InferenceParameters => _latents.InferenceParameters;

    /// <summary>The weights of the network from z to the parameters of p(x|z).</summary>
    public IEnumerable<TorchSharp.Modules.Parameter> DecoderParameters => _latents.DecoderParameters;

    /// <summary>The values that p(x|z) is normalised over.</summary>
    public PixelSupport Support => _likelihood.Support;

    /// <summary>How many latents can begin as a linear VAE's, which takes a linear path beside the networks, a Gaussian q(z|x) and
    /// parameters of p(x|z) that hold its mean; 0 for none.</summary>
    internal int LinearLatents => _likelihood.MeanOffset is null ? 0 : _latents.LinearLatents;

    /// <summary>Lets the linear path begin as a linear VAE; the rest begins small beside it.</summary>
    /// <param name="start">Over pixels of these images, with at most <see cref="LinearLatents"/>.</param>
    internal void StartFrom(LinearStart start)
    {
        using NativeWork work = NativeWork.Begin();
        using var mode = no_grad();
        _latents.StartFrom(start, _likelihood.MeanOffset!.Value);
    }

    /// <summary>Images to q(z|x), or q(z|x, y) where the encoder takes labels, and the way on from there.</summary>
    /// <param name="x">Images in [0, 1]; shape [B, C, H, W].</param>
    /// <param name="labels">Classes, int64, shape [B]; or a mixture of classes, float weights of shape [B, classes].
    /// Needed where the recipe conditions on labels.</param>
    /// <param name="random">For a posterior that learns from the batch in training mode, which it does not without.</param>
    /// <exception cref="ArgumentException">A shape or the labels do not fit.</exception>
    public EncodedImages Encode(Tensor x, Tensor? labels = null, RandomStream? random = null)
    {
        using NativeWork work = NativeWork.Begin();
        Shape.CheckImages(x);
        return new EncodedImages(_latents.Encode(x, Inputs(labels, x.shape[0]), random), _likelihood, Shape);
    }

    /// <summary>p(x|z), or p(x|z, y) where the decoder takes labels; over [B, C, H, W].</summary>
    /// <param name="z">Shape [B, D].</param>
    /// <param name="labels">Classes, int64, shape [B]; or a mixture of classes, float weights of shape [B, classes].
    /// Needed where the recipe conditions on labels.</param>
    /// <exception cref="ArgumentException">A shape or the labels do not fit.</exception>
    public PixelDistribution Decode(Tensor z, Tensor? labels = null)
    {
        using NativeWork work = NativeWork.Begin();
        Shape.CheckLatents(z);
        return _likelihood.call(_latents.Decode(z, Inputs(labels, z.shape[0])));
    }

    /// <summary>The ELBO of each image with one sample of z.</summary>
    /// <param name="x">Images as the likelihood expects them; shape [B, C, H, W].</param>
    /// <param name="labels">Classes, int64; shape [B].</param>
    /// <param name="random">Where the noise of z comes from.</param>
    /// <param name="encoderInput">What the encoder sees in place of <paramref name="x"/>: a corrupted image in a denoising
    /// VAE (Im et al. 2017); <paramref name="x"/> itself where null.</param>
    public Elbo Elbo(Tensor x, Tensor? labels, RandomStream random, Tensor? encoderInput = null)
    {
        using NativeWork work = NativeWork.Begin();
        return Encode(encoderInput ?? x, labels, random).Elbo(x, random);
    }

    /// <summary>Several samples of z for each image, with their log importance weights: log p(x|z) p(z)/q(z|x).</summary>
    /// <param name="x">Images as the likelihood expects them; shape [B, C, H, W].</param>
    /// <param name="labels">Classes, int64; shape [B].</param>
    /// <param name="random">Where the noise of z comes from.</param>
    /// <param name="encoderInput">What the encoder sees in place of <paramref name="x"/>, as in <see cref="Elbo"/>.</param>
    /// <param name="samples">K, how many for each image.</param>
    /// <param name="estimator">How gradients pass through the samples.</param>
    /// <param name="rateWeight">β of the weights.</param>
    /// <inheritdoc cref="EncodedImages.SampleImportanceWeights" path="/remarks"/>
    internal ImportanceWeights SampleImportanceWeights(
        Tensor x, Tensor? labels, RandomStream random, long samples, Tensor? encoderInput = null,
        GradientEstimator estimator = GradientEstimator.Reparameterized, double rateWeight = 1)
    {
        using NativeWork work = NativeWork.Begin();
        return Encode(encoderInput ?? x, labels).SampleImportanceWeights(x, random, samples, estimator, rateWeight);
    }

    /// <summary>The mean image of p(x|z) at the posterior's mean; shape [B, C, H, W], in [0, 1].</summary>
    /// <param name="x">Shape [B, C, H, W].</param>
    /// <param name="labels">Classes, int64; shape [B].</param>
    public Tensor Reconstruct(Tensor x, Tensor? labels = null)
    {
        using NativeWork work = NativeWork.Begin();
        EncodedImages encoded = Encode(x, labels);
        return encoded.Decode(encoded.Mean).Mean.clamp(0, 1);
    }

    /// <summary>Mean images of p(x|z) at latents drawn from p(z); shape [count, C, H, W], in [0, 1].</summary>
    /// <param name="count">Samples; at least 1.</param>
    /// <param name="labels">Classes, int64; shape [count].</param>
    /// <param name="random">Where the noise comes from.</param>
    /// <param name="temperature">Multiplies the prior's standard deviation; 1 unless given.</param>
    public Tensor Sample(long count, Tensor? labels, RandomStream random, Temperature temperature = default)
    {
        using NativeWork work = NativeWork.Begin();
        return Decode(SampleLatents(count, labels, random, temperature), labels).Mean.clamp(0, 1);
    }

    /// <summary>Latents drawn from p(z), or p(z|y) where the prior takes labels; shape [count, D].</summary>
    /// <inheritdoc cref="Sample" path="/param"/>
    public Tensor SampleLatents(long count, Tensor? labels, RandomStream random, Temperature temperature = default)
    {
        using NativeWork work = NativeWork.Begin();
        return _latents.Sample(count, Inputs(labels, count), random, temperature);
    }

    private LabelInputs Inputs(Tensor? labels, long count) => new(Shape, labels, count);
}
