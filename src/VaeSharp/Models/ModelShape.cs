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
/// <param name="OnSphere">Whether latents are unit vectors.</param>
public sealed record ModelShape(
    ImageShape Images, long Latents, int Classes, LabelUse Labels, bool PriorSeesLabels = false, bool OnSphere = false)
{
    private const double SmallestLength = 1e-12;

    /// <summary>The variance of one latent dimension that priors have or start with: on the sphere 1/D, else 1.</summary>
    public double LatentVariance => OnSphere ? 1.0 / Latents : 1;

    /// <summary>A latent to begin from: zero, or on the sphere the direction in which all dimensions are alike;
    /// shape [D].</summary>
    /// <param name="device">Where; the CPU where null.</param>
    public Tensor MiddleLatent(Device? device = null) =>
        full(Latents, OnSphere ? Math.Sqrt(LatentVariance) : 0, ScalarType.Float32, device);

    /// <summary>The nearest latents that the model knows: on the sphere those of length 1, else the same.</summary>
    /// <param name="z">Shape [B, D].</param>
    /// <returns>Shape [B, D]; the sphere's <see cref="MiddleLatent"/> where <paramref name="z"/> is zero.</returns>
    public Tensor NearestLatents(Tensor z)
    {
        if (!OnSphere)
        {
            return z;
        }

        Tensor length = z.norm(1, keepdim: true); // [B, 1]
        return where(length < SmallestLength, MiddleLatent(z.device).to(z.dtype), z / length.clamp(SmallestLength));
    }

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
