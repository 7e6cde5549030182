using TorchSharp.Modules;
using VaeSharp.Engine;
using VaeSharp.Nn.Distributions;
using static TorchSharp.torch;

namespace VaeSharp.Models;

/// <summary>All latents in one layer: encoder and posterior, prior, decoder.</summary>
internal sealed class SingleLayer : LatentModel
{
    private readonly Encoder encoder;
    private readonly Posterior posterior;
    private readonly Prior prior;
    private readonly Decoder decoder;

    /// <summary>Puts the parts together.</summary>
    public SingleLayer(Encoder encoder, Posterior posterior, Prior prior, Decoder decoder)
        : base(nameof(SingleLayer))
    {
        this.encoder = encoder;
        this.posterior = posterior;
        this.prior = prior;
        this.decoder = decoder;
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Prior? Prior => prior;

    /// <inheritdoc/>
    public override IEnumerable<Parameter> InferenceParameters => encoder.parameters().Concat(posterior.parameters());

    /// <inheritdoc/>
    public override LatentDistribution Encode(Tensor x, LabelInputs labels) =>
        posterior.call(encoder.call(x, labels.Encoder));

    /// <inheritdoc/>
    public override LatentDistribution Train(Tensor x, LabelInputs labels, RandomStream random) =>
        posterior.Train(encoder.call(x, labels.Encoder), random);

    /// <inheritdoc/>
    public override Tensor Decode(Tensor z, LabelInputs labels) => decoder.call(z, labels.Decoder);

    /// <inheritdoc/>
    public override DecodedSample SampleAndDecode(LatentDistribution q, LabelInputs labels, RandomStream random)
    {
        if (RatePerDimension(q, labels) is { } rate)
        {
            Tensor sampled = q.Sample(random); // [B, D]
            return new DecodedSample(sampled, rate, Decode(sampled, labels));
        }

        (Tensor z, Tensor log) = q.SampleWithLogProbability(random); // [B, D], [B]
        Tensor measured = (log - prior.LogProbability(z, labels.Prior)).unsqueeze(1); // [B, 1]
        return new DecodedSample(z, measured, Decode(z, labels));
    }

    /// <inheritdoc/>
    public override ImportanceTerms WeightTerms(
        LatentDistribution q, LatentSample drawn, LabelInputs labels, GradientEstimator estimator)
    {
        var gradientScale = new GradientScale();
        Tensor z = estimator == GradientEstimator.DoublyReparameterized ? gradientScale.Apply(drawn.Z) : drawn.Z;
        Tensor log = estimator == GradientEstimator.Reparameterized
            ? drawn.LogProbability
            : q.Detach().LogProbability(z);
        return new ImportanceTerms(prior.LogProbability(z, labels.Prior), log, Decode(z, labels), gradientScale);
    }

    /// <inheritdoc/>
    public override Tensor Sample(long count, LabelInputs labels, RandomStream random, Temperature temperature) =>
        prior.Sample(count, labels.Prior, random, temperature.At(0, 1));

    /// <inheritdoc/>
    public override Tensor? RatePerDimension(LatentDistribution q, LabelInputs labels) =>
        prior.RatePerDimension(q, labels.Prior);
}
