namespace VaeSharp.Engine.Kernels;

/// <summary>Where the numbers of a mixture of discretised logistics stand among the channels of a decoder's output; or those of
/// a discretised logistic alone, which is one component without weights and coefficients.</summary>
/// <param name="Components">M, logistics of each pixel.</param>
/// <param name="Channels">C, of the images.</param>
internal readonly record struct MixtureLayout(int Components, int Channels)
{
    /// <summary>One logistic for each channel, by itself: C means, then C log scales.</summary>
    internal static MixtureLayout Single(int channels) => new(1, channels) { IsSingle = true };

    /// <summary>Whether there is nothing but means and log scales.</summary>
    internal bool IsSingle { get; private init; }

    /// <summary>How many there are: M (1 + 2C + C(C−1)/2), or 2C.</summary>
    internal int Count => IsSingle ? 2 * Channels : Coefficient(Channels, 0);

    /// <summary>The first of M means of a channel; the M logits of the weights stand before them.</summary>
    internal int Mean(int channel) => Weights + (Components * channel);

    /// <summary>The first of M log scales of a channel.</summary>
    internal int LogScale(int channel) => Weights + (Components * (Channels + channel));

    /// <summary>How many earlier channels enter the mean of a channel.</summary>
    internal int Earlier(int channel) => IsSingle ? 0 : channel;

    /// <summary>The first of M coefficients with which an earlier channel enters the mean of a channel.</summary>
    internal int Coefficient(int channel, int earlier) =>
        Weights + (Components * ((2 * Channels) + (channel * (channel - 1) / 2) + earlier));

    private int Weights => IsSingle ? 0 : Components;
}
