using TorchSharp.Modules;
using VaeSharp.Engine;
using VaeSharp.Nn.Distributions;
using static TorchSharp.torch;

namespace VaeSharp.Models.Hierarchical;

/// <summary>Groups of latents at several resolutions, each after those above it, in prior and posterior alike.</summary>
/// <remarks>
/// p(z) = Π p(z_l | z_1 … z_{l−1}) and q(z|x) = Π q(z_l | z_1 … z_{l−1}, x), all Gaussians with independent dimensions.
/// Sources: Sønderby et al. 2016; Child 2021 (VDVAE), sections 2.2 and 4.1. See docs/theory.md#hierarchical-vae.
/// </remarks>
internal sealed class HierarchicalLatents : LatentModel
{
    private readonly BottomUpEncoder encoder;
    private readonly TopDownDecoder decoder;
    private readonly int _channels;

    /// <summary>Puts the two paths together.</summary>
    /// <param name="encoder">The bottom-up path.</param>
    /// <param name="decoder">The top-down path, of the same plan.</param>
    /// <param name="channels">Latents at each position of a group.</param>
    public HierarchicalLatents(BottomUpEncoder encoder, TopDownDecoder decoder, int channels)
        : base(nameof(HierarchicalLatents))
    {
        this.encoder = encoder;
        this.decoder = decoder;
        _channels = channels;
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override IReadOnlyList<LatentGroup> Groups => decoder.Describe(_channels);

    /// <inheritdoc/>
    public override IEnumerable<Parameter> InferenceParameters =>
        encoder.parameters().Concat(decoder.InferenceParameters);

    /// <inheritdoc/>
    public override EncodedLatents Encode(Tensor x, LabelInputs labels, RandomStream? random = null) =>
        new Encoded(this, new HierarchicalPosterior(decoder, encoder.call(x, labels.Encoder), labels, _channels), labels);

    /// <inheritdoc/>
    public override Tensor Decode(Tensor z, LabelInputs labels)
    {
        IReadOnlyList<Tensor> pieces = decoder.Split(z, _channels);
        return decoder.TopDown(z.shape[0], labels.Decoder, null, (group, _, _) => pieces[group]);
    }

    /// <inheritdoc/>
    public override Tensor Sample(long count, LabelInputs labels, RandomStream random, Temperature temperature)
    {
        var z = new List<Tensor>();
        decoder.TopDown(count, labels.Decoder, null, (group, p, _) =>
        {
            z.Add(p.Sample(random, decoder.At(temperature, group)));
            return z[^1];
        });
        return cat(z, 1);
    }

    private sealed class Encoded(HierarchicalLatents latents, HierarchicalPosterior q, LabelInputs labels) : EncodedLatents(labels)
    {
        public override LatentDistribution Posterior => q;

        public override Tensor Decode(Tensor z) => latents.Decode(z, Labels);

        /// <summary>One top-down pass: the rate of each channel of each group, summed over spatial positions, its KL given the sample
        /// above it; shape [B, groups · channels].</summary>
        public override DecodedSample SampleAndDecode(RandomStream random)
        {
            var (z, rates) = (new List<Tensor>(), new List<Tensor>());
            Tensor parameters = q.TopDown((_, p, posterior) =>
            {
                z.Add(posterior!.Sample(random));
                rates.Add(posterior.KlPerDimension(p).unflatten(1, -1, latents._channels).sum([1L])); // [B, channels]
                return z[^1];
            });
            return new DecodedSample(cat(z, 1), cat(rates, 1), parameters);
        }

        public override ImportanceTerms WeightTerms(RandomStream random, GradientEstimator estimator) =>
            WeightTerms((_, posterior) => posterior.Sample(random), estimator);

        public override ImportanceTerms WeightTerms((Tensor Z, Tensor LogProbability) drawn, GradientEstimator estimator)
        {
            IReadOnlyList<Tensor> pieces = latents.decoder.Split(drawn.Z, latents._channels);
            return WeightTerms((group, _) => pieces[group], estimator);
        }

        public override EncodedLatents Repeat(long times) => new Encoded(latents, q.Repeat(times), Labels.Repeat(times));

        // One top-down pass, on which z is drawn or given. The weights of q are those of p too, so that the gradient of one cannot be
        // left out by itself: a recipe that asks for it is refused before.
        private ImportanceTerms WeightTerms(Func<int, LatentDistribution, Tensor> choose, GradientEstimator estimator)
        {
            if (estimator != GradientEstimator.Reparameterized)
            {
                throw new ArgumentException(
                    $"Found the gradient estimator {estimator}; a hierarchical VAE, whose q(z|x) shares weights with p(z), expects "
                    + $"{GradientEstimator.Reparameterized}.", nameof(estimator));
            }

            var (priors, posteriors) = (new List<Tensor>(), new List<Tensor>());
            Tensor parameters = q.TopDown((group, p, posterior) =>
            {
                Tensor z = choose(group, posterior!);
                priors.Add(p.LogProbability(z));
                posteriors.Add(posterior!.LogProbability(z));
                return z;
            });
            return new ImportanceTerms(stack(priors).sum([0L]), stack(posteriors).sum([0L]), parameters, new GradientScale());
        }
    }
}
