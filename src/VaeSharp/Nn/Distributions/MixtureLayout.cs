namespace VaeSharp.Nn.Distributions;

/// <summary>Where the numbers of a <see cref="LogisticMixture"/> stand among the channels of a decoder's output.</summary>
/// <param name="Components">M, logistics of each pixel.</param>
/// <param name="Channels">C, of the images.</param>
internal readonly record struct MixtureLayout(int Components, int Channels)
{
    /// <summary>How many there are: M (1 + 2C + C(C−1)/2).</summary>
    internal int Count => Coefficient(Channels, 0);

    /// <summary>The first of M means of a channel; the M logits of the weights stand before them.</summary>
    internal int Mean(int channel) => Components * (1 + channel);

    /// <summary>The first of M log scales of a channel.</summary>
    internal int LogScale(int channel) => Components * (1 + Channels + channel);

    /// <summary>The first of M coefficients with which an earlier channel enters the mean of a channel.</summary>
    internal int Coefficient(int channel, int earlier) =>
        Components * (1 + (2 * Channels) + (channel * (channel - 1) / 2) + earlier);
}
