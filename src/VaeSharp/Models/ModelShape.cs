using VaeSharp.Data;
using static TorchSharp.torch;

namespace VaeSharp.Models;

/// <summary>Which parts of a model see the label.</summary>
public enum LabelUse
{
    /// <summary>No part: q(z|x) and p(x|z).</summary>
    None,

    /// <summary>The encoder: q(z|x, y) and p(x|z).</summary>
    Encoder,

    /// <summary>The decoder: q(z|x) and p(x|z, y).</summary>
    Decoder,

    /// <summary>Both: q(z|x, y) and p(x|z, y).</summary>
    Both,
}

/// <summary>What goes into a model and comes out.</summary>
/// <param name="Images">Shape of one image.</param>
/// <param name="Latents">The latent dimension D.</param>
/// <param name="Classes">How many classes the data has.</param>
/// <param name="Labels">Which parts see the label.</param>
/// <param name="PriorSeesLabels">Whether p(z) depends on the label.</param>
public sealed record ModelShape(
    ImageShape Images, long Latents, int Classes, LabelUse Labels, bool PriorSeesLabels = false)
{
    /// <summary>Whether q depends on the label.</summary>
    public bool EncoderSeesLabels => Labels is LabelUse.Encoder or LabelUse.Both;

    /// <summary>Whether p depends on the label.</summary>
    public bool DecoderSeesLabels => Labels is LabelUse.Decoder or LabelUse.Both;

    /// <summary>Whether an image of a class can be asked for: the decoder or the prior depends on the label.</summary>
    public bool SamplesByLabel => DecoderSeesLabels || PriorSeesLabels;

    internal void CheckImages(Tensor x)
    {
        if (x.dim() != 4 || x.shape[1] != Images.Channels || x.shape[2] != Images.Height || x.shape[3] != Images.Width)
        {
            throw new ArgumentException(
                $"The images have shape [{string.Join(", ", x.shape)}]; expected "
                + $"[B, {Images.Channels}, {Images.Height}, {Images.Width}].", nameof(x));
        }
    }

    internal void CheckLatents(Tensor z)
    {
        if (z.dim() != 2 || z.shape[1] != Latents)
        {
            throw new ArgumentException(
                $"The latents have shape [{string.Join(", ", z.shape)}]; expected [B, {Latents}].", nameof(z));
        }
    }
}
