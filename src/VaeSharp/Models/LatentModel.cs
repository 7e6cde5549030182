using TorchSharp.Modules;
using VaeSharp.Engine;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VaeSharp.Models;

/// <summary>How latents stand between an image and the parameters of p(x|z): in one layer, or in a hierarchy of groups.</summary>
/// <param name="name">For messages.</param>
/// <remarks>Its children's names are the keys of a checkpoint; numbers to be learned belong to children.</remarks>
internal abstract class LatentModel(string name) : Module(name)
{
    /// <summary>p(z); null where each group of latents has its own, p(z|z above).</summary>
    public virtual Prior? Prior => null;

    /// <summary>The groups of latents that reports count the rate by, in the order of z; none where there is one layer.</summary>
    public virtual IReadOnlyList<LatentGroup> Groups => [];

    /// <summary>From latents to the numbers of codes and back; null where latents are none.</summary>
    public virtual ILatentCodes? Codes => null;

    /// <summary>The weights that only q(z|x) uses.</summary>
    public abstract IEnumerable<Parameter> InferenceParameters { get; }

    /// <summary>The weights that lead from z to the parameters of p(x|z): all but those of q(z|x) and p(z).</summary>
    public IEnumerable<Parameter> DecoderParameters
    {
        get
        {
            var others = InferenceParameters.Concat(Prior?.parameters() ?? []).Select(p => p.Handle).ToHashSet();
            return parameters().Where(p => !others.Contains(p.Handle));
        }
    }

    /// <summary>How many latents have a linear path beside the networks that can begin as a linear VAE; 0 for none.</summary>
    public virtual int LinearLatents => 0;

    /// <summary>Lets the linear path begin so; for a model that has one.</summary>
    /// <param name="start">With at most <see cref="LinearLatents"/>.</param>
    /// <param name="offset">What the parameters of p(x|z) are less than its mean.</param>
    public virtual void StartFrom(LinearStart start, double offset)
    {
    }

    /// <summary>q(z|x), and the way on from it.</summary>
    /// <param name="x">Shape [B, C, H, W].</param>
    /// <param name="labels">One for each image, where a part sees them.</param>
    /// <param name="random">For a posterior that learns from the batch: see <see cref="Posterior.Encode"/>.</param>
    public abstract EncodedLatents Encode(Tensor x, LabelInputs labels, RandomStream? random = null);

    /// <summary>The parameters of p(x|z); shape [B, P, H, W].</summary>
    /// <param name="z">Shape [B, D].</param>
    /// <param name="labels">As above.</param>
    public abstract Tensor Decode(Tensor z, LabelInputs labels);

    /// <summary>Latents drawn from p(z); shape [count, D].</summary>
    /// <param name="count">Samples; at least 1.</param>
    /// <param name="labels">One for each sample, where a part sees them.</param>
    /// <param name="random">Where the noise comes from.</param>
    /// <param name="temperature">Multiplies the prior's standard deviation.</param>
    public abstract Tensor Sample(long count, LabelInputs labels, RandomStream random, Temperature temperature);
}
