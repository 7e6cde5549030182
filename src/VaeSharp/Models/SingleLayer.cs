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
    public override ILatentCodes? Codes => posterior as ILatentCodes;

    /// <inheritdoc/>
    public override IEnumerable<Parameter> InferenceParameters => encoder.parameters().Concat(posterior.parameters());

    /// <inheritdoc/>
    public override int LinearLatents => posterior.StartsLinear ? (int)Math.Min(encoder.LinearFeatures, posterior.Dimension) : 0;

    /// <inheritdoc/>
    public override void StartFrom(LinearStart start, double offset)
    {
        encoder.StartFrom(start);
        posterior.StartFrom(start, (int)encoder.Features - encoder.LinearFeatures);
        decoder.StartFrom(start, offset);
    }

    /// <inheritdoc/>
    public override EncodedLatents Encode(Tensor x, LabelInputs labels, RandomStream? random = null) =>
        new Encoded(this, posterior.Encode(encoder.call(x, labels.Encoder), random), labels);

    /// <inheritdoc/>
    public override Tensor Decode(Tensor z, LabelInputs labels) => decoder.call(z, labels.Decoder);

    /// <inheritdoc/>
    public override Tensor Sample(long count, LabelInputs labels, RandomStream random, Temperature temperature) =>
        prior.Sample(count, labels.Prior, random, temperature.At(0, 1));

    private sealed class Encoded(SingleLayer layer, LatentDistribution q, LabelInputs labels) : EncodedLatents(labels)
    {
        public override LatentDistribution Posterior => q;

        public override Tensor? RatePerDimension => layer.prior.RatePerDimension(q, Labels.Prior);

        public override Tensor Decode(Tensor z) => layer.Decode(z, Labels);

        public override DecodedSample SampleAndDecode(RandomStream random)
        {
            if (RatePerDimension is { } rate)
            {
                Tensor sampled = q.Sample(random); // [B, D]
                return new DecodedSample(sampled, rate, Decode(sampled));
            }

            (Tensor z, Tensor log) = q.SampleWithLogProbability(random); // [B, D], [B]
            Tensor measured = (log - layer.prior.LogProbability(z, Labels.Prior)).unsqueeze(1); // [B, 1]
            return new DecodedSample(z, measured, Decode(z));
        }

        public override ImportanceTerms WeightTerms(RandomStream random, GradientEstimator estimator) =>
            WeightTerms(q.SampleWithLogProbability(random), estimator);

        public override ImportanceTerms WeightTerms((Tensor Z, Tensor LogProbability) drawn, GradientEstimator estimator)
        {
            var gradientScale = new GradientScale();
            Tensor z = estimator == GradientEstimator.DoublyReparameterized ? gradientScale.Apply(drawn.Z) : drawn.Z;
            Tensor log = estimator == GradientEstimator.Reparameterized
                ? drawn.LogProbability
                : q.Detach().LogProbability(z);
            return new ImportanceTerms(layer.prior.LogProbability(z, Labels.Prior), log, Decode(z), gradientScale);
        }

        public override EncodedLatents Repeat(long times) => new Encoded(layer, q.Repeat(times), Labels.Repeat(times));
    }
}
