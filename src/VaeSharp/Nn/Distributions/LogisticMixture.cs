using VaeSharp.Engine;
using VaeSharp.Engine.Kernels;
using static TorchSharp.torch;

namespace VaeSharp.Nn.Distributions;

/// <summary>A mixture of discretised logistics for each pixel, in which later channels depend on earlier ones.</summary>
/// <remarks>
/// p(x) = Σₘ πₘ Πₖ pₘ(xₖ | x₀ … xₖ₋₁) over the channels k of a pixel, where pₘ is a <see cref="DiscretizedLogistic"/>
/// with the mean μₘₖ + Σⱼ tanh(αₘₖⱼ) (xⱼ − ½) over the earlier channels j. Source: Salimans et al. 2017, sections 2.1 and
/// 2.2, whose values lie in [−1, 1] in place of [0, 1]. See docs/theory.md#logistic-mixture.
/// </remarks>
internal sealed class LogisticMixture : PixelDistribution
{
    private readonly Tensor _parameters;
    private readonly MixtureLayout _layout;

    /// <summary>From a decoder's output.</summary>
    /// <param name="parameters">Weights, means, log scales and coefficients before their bounds; shape
    /// [B, M (1 + 2C + C(C−1)/2), H, W].</param>
    /// <param name="components">M, logistics of each pixel.</param>
    /// <param name="channels">C, of the images.</param>
    /// <exception cref="ArgumentException">The shape does not fit.</exception>
    public LogisticMixture(Tensor parameters, int components, int channels)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(components);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(channels);
        _parameters = Demand.Images(parameters, nameof(LogisticMixture));
        _layout = new MixtureLayout(components, channels);
        if (parameters.shape[1] != _layout.Count)
        {
            throw new ArgumentException(
                $"The parameters have shape [{string.Join(", ", parameters.shape)}]; expected "
                + $"[B, {_layout.Count}, H, W] for {components} components and {channels} channels.", nameof(parameters));
        }
    }

    /// <inheritdoc/>
    public override PixelSupport Support => PixelSupport.Levels256;

    /// <summary>How many levels there are from 0 to 1; fewer than 256 let a test sum over all colours.</summary>
    internal int Levels { get; init; } = 256;

    /// <summary>The mean over components, each limited to [0, 1] by <see cref="DiscretizedLogistic.LimitedMean"/>.</summary>
    /// <remarks>Within a component a channel depends on the means of the earlier ones in place of their values: exact
    /// where the levels 0 and 1 cut off none of its tails, as the dependence is linear there.</remarks>
    public override Tensor Mean
    {
        get
        {
            Tensor weights = softmax(Logits, 1); // [B, M, H, W]
            var means = new List<Tensor>();
            for (int channel = 0; channel < _layout.Channels; channel++)
            {
                means.Add(DiscretizedLogistic.LimitedMean(MeanGiven(channel, means), LogScale(channel)));
            }

            return stack([.. means.Select(mean => (weights * mean).sum(1))], 1); // [B, C, H, W]
        }
    }

    private Tensor Logits => _parameters.narrow(1, 0, _layout.Components); // [B, M, H, W]

    /// <summary>log p of each channel given the earlier ones of its pixel; the shape of <paramref name="x"/>, nats.</summary>
    /// <param name="x">Shape [B, C, H, W], values in [0, 1].</param>
    public override Tensor LogProbabilityPerValue(Tensor x)
    {
        IReadOnlyList<Tensor> joint = LogJoint(x);
        return stack([joint[0], .. joint.Skip(1).Zip(joint, (with, without) => with - without)], 1); // [B, C, H, W]
    }

    /// <inheritdoc/>
    public override Tensor LogProbability(Tensor x) => LogisticMixtureKernel.Takes(x, _parameters, _layout)
        ? LogisticMixtureKernel.LogProbability(
            x, _parameters, _layout, Levels,
            parameters => new LogisticMixture(parameters, _layout.Components, _layout.Channels) { Levels = Levels }.Sum(x))
        : Sum(x);

    /// <summary>A component for each pixel, then its channels in turn.</summary>
    public override Tensor Sample(RandomStream random)
    {
        Tensor reached = softmax(Logits, 1).cumsum(1).narrow(1, 0, _layout.Components - 1); // [B, M − 1, H, W]
        Tensor u = random.Uniform(Logits.shape[0], 1, Logits.shape[2], Logits.shape[3]);
        Tensor component = u.ge(reached).sum(1, keepdim: true); // [B, 1, H, W]
        var values = new List<Tensor>();
        for (int channel = 0; channel < _layout.Channels; channel++)
        {
            Tensor mean = MeanGiven(channel, values).gather(1, component);
            Tensor logScale = LogScale(channel).gather(1, component);
            values.Add(DiscretizedLogistic.Sample(mean, logScale, Levels, random));
        }

        return cat([.. values], 1); // [B, C, H, W]
    }

    /// <summary>log p of the first channel of a pixel, of the first two, and so on; each of shape [B, H, W], nats.</summary>
    internal IReadOnlyList<Tensor> LogJoint(Tensor x)
    {
        Demand.Shape(
            x, nameof(LogisticMixture), "BCHW",
            [_parameters.size(0), _layout.Channels, _parameters.size(2), _parameters.size(3)], _parameters);
        Tensor[] channels = x.split(1, 1); // C × [B, 1, H, W]
        Tensor weighted = nn.functional.log_softmax(Logits, 1); // [B, M, H, W]
        var joint = new List<Tensor>();
        for (int channel = 0; channel < channels.Length; channel++)
        {
            weighted += DiscretizedLogistic.LogProbability(
                channels[channel], MeanGiven(channel, channels), LogScale(channel), Levels);
            joint.Add(logsumexp(weighted, 1)); // [B, H, W]
        }

        return joint;
    }

    private Tensor Sum(Tensor x) => LogJoint(x)[^1].flatten(1).sum(1);

    // The means of all components, given values of the earlier channels that broadcast to [B, M, H, W].
    private Tensor MeanGiven(int channel, IReadOnlyList<Tensor> earlier)
    {
        Tensor mean = Part(_layout.Mean(channel)) + 0.5;
        for (int j = 0; j < channel; j++)
        {
            mean += tanh(Part(_layout.Coefficient(channel, j))) * (earlier[j] - 0.5);
        }

        return mean;
    }

    private Tensor LogScale(int channel) => DiscretizedLogistic.LogScale(Part(_layout.LogScale(channel)));

    private Tensor Part(int first) => _parameters.narrow(1, first, _layout.Components); // [B, M, H, W]
}
