using TorchSharp.Modules;
using VaeSharp.Engine;
using VaeSharp.Nn.Distributions;
using static TorchSharp.torch;

namespace VaeSharp.Models.Hierarchical;

/// <summary>Groups of latents at several resolutions, each after those above it, in prior and posterior alike.</summary>
/// <remarks>
/// p(z) = Π p(z_l | z_1 … z_{l−1}) and q(z|x) = Π q(z_l | z_1 … z_{l−1}, x), all Gaussians with independent dimensions.
/// Sources: Sønderby et al. 2016; Child 2021 (VDVAE), sections 2.2 and 4.1. See docs/theory.md#ladder.
/// </remarks>
internal sealed class HierarchicalLatents : LatentModel
{
    private readonly BottomUpEncoder encoder;
    private readonly TopDownDecoder decoder;
    private readonly int _channels;

    /// <summary>Puts the two ways together.</summary>
    /// <param name="encoder">The way up.</param>
    /// <param name="decoder">The way down, of the same plan.</param>
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
    public override LatentDistribution Encode(Tensor x, LabelInputs labels) =>
        new HierarchicalPosterior(decoder, encoder.call(x, labels.Encoder), labels, _channels);

    /// <inheritdoc/>
    public override Tensor Decode(Tensor z, LabelInputs labels)
    {
        IReadOnlyList<Tensor> pieces = decoder.Split(z, _channels);
        return decoder.TopDown(z.shape[0], labels.Decoder, null, (group, _, _) => pieces[group]);
    }

    /// <summary>One walk down: the rate of each channel of each group, summed over places, its KL given the sample above
    /// it; shape [B, groups · channels].</summary>
    /// <inheritdoc cref="LatentModel.SampleAndDecode" path="/param"/>
    public override DecodedSample SampleAndDecode(LatentDistribution q, LabelInputs labels, RandomStream random)
    {
        var (z, rates) = (new List<Tensor>(), new List<Tensor>());
        Tensor parameters = ((HierarchicalPosterior)q).TopDown((_, p, posterior) =>
        {
            z.Add(posterior!.Sample(random));
            rates.Add(posterior.KlPerDimension(p).unflatten(1, -1, _channels).sum([1L])); // [B, channels]
            return z[^1];
        });
        return new DecodedSample(cat(z, 1), cat(rates, 1), parameters);
    }

    /// <inheritdoc/>
    public override ImportanceTerms WeightTerms(
        LatentDistribution q, LabelInputs labels, RandomStream random, GradientEstimator estimator)
    {
        var (priors, posteriors) = (new List<Tensor>(), new List<Tensor>());
        Tensor parameters = ((HierarchicalPosterior)q).TopDown((_, p, posterior) =>
        {
            Tensor z = posterior!.Sample(random);
            priors.Add(p.LogProbability(z));
            posteriors.Add(posterior.LogProbability(z));
            return z;
        });
        return new ImportanceTerms(stack(priors).sum([0L]), stack(posteriors).sum([0L]), parameters, new GradientScale());
    }

    /// <summary>Has no meaning: to draw z is to go down once already, with all that is to be saved.</summary>
    /// <exception cref="NotSupportedException">Always; recipes that would need it are refused.</exception>
    public override ImportanceTerms WeightTerms(
        LatentDistribution q, LatentSample drawn, LabelInputs labels, GradientEstimator estimator) =>
        throw new NotSupportedException("A ladder's latents are drawn and weighed in one descent.");

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
}
