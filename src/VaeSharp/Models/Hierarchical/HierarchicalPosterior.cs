using VaeSharp.Engine;
using VaeSharp.Nn.Distributions;
using static TorchSharp.torch;

namespace VaeSharp.Models.Hierarchical;

/// <summary>q(z|x) of a hierarchical VAE: each group's Gaussian depends on the groups above it; each use is a top-down pass.</summary>
internal sealed record HierarchicalPosterior : LatentDistribution
{
    private readonly TopDownDecoder _decoder;
    private readonly IReadOnlyList<Tensor> _features;
    private readonly LabelInputs _labels;
    private readonly int _channels;
    private readonly bool _frozen;

    /// <param name="decoder">The top-down path.</param>
    /// <param name="features">Of the images at each resolution.</param>
    /// <param name="labels">As the decoder reads them.</param>
    /// <param name="channels">Latents at each position.</param>
    /// <param name="frozen">Whether gradients pass to z alone.</param>
    internal HierarchicalPosterior(
        TopDownDecoder decoder, IReadOnlyList<Tensor> features, LabelInputs labels, int channels, bool frozen = false)
    {
        _frozen = frozen;
        _decoder = decoder;
        _features = features;
        _labels = labels;
        _channels = channels;
    }

    /// <summary>Each group at its mean, given the means above it; shape [B, D].</summary>
    public override Tensor Mean => field ??= Collect((_, _, q) => q!.Mean);

    /// <inheritdoc/>
    public override long Count => _features[0].shape[0];

    /// <inheritdoc/>
    public override Tensor Sample(RandomStream random, double temperature = 1) =>
        Collect((_, _, q) => q!.Sample(random, temperature));

    /// <inheritdoc/>
    public override Tensor LogProbability(Tensor z)
    {
        IReadOnlyList<Tensor> pieces = _decoder.Split(z, _channels);
        var logs = new List<Tensor>();
        TopDown((group, _, q) =>
        {
            logs.Add(q!.LogProbability(pieces[group]));
            return pieces[group];
        });
        return stack(logs).sum([0L]);
    }

    /// <inheritdoc/>
    public override (Tensor Z, Tensor LogProbability) SampleWithLogProbability(RandomStream random)
    {
        var logs = new List<Tensor>();
        Tensor z = Collect((_, _, q) =>
        {
            Tensor drawn = q!.Sample(random);
            logs.Add(q.LogProbability(drawn));
            return drawn;
        });
        return (z, stack(logs).sum([0L]));
    }

    /// <inheritdoc/>
    public override HierarchicalPosterior Repeat(long times) => times == 1
        ? this
        : new HierarchicalPosterior(
            _decoder, [.. _features.Select(f => f.repeat(times, 1, 1, 1))], _labels.Repeat(times), _channels, _frozen);

    /// <summary>A group's parameters depend on the latents above it, to which gradients still pass.</summary>
    /// <inheritdoc/>
    public override LatentDistribution Detach() =>
        new HierarchicalPosterior(_decoder, [.. _features.Select(f => f.detach())], _labels, _channels, frozen: true);

    /// <summary>One top-down pass with the posterior.</summary>
    internal Tensor TopDown(ChooseLatents choose)
    {
        using FrozenWeights? frozen = _frozen ? new FrozenWeights(_decoder.parameters()) : null;
        return _decoder.TopDown(_features[0].shape[0], _labels.Decoder, _features, choose);
    }

    private Tensor Collect(ChooseLatents choose)
    {
        var pieces = new List<Tensor>();
        TopDown((group, p, q) =>
        {
            pieces.Add(choose(group, p, q));
            return pieces[^1];
        });
        return cat(pieces, 1);
    }
}
