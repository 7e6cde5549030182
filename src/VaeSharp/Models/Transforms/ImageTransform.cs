using VaeSharp.Engine;
using static TorchSharp.torch;

namespace VaeSharp.Models.Transforms;

/// <summary>Something that is done to images on their way to a network or a likelihood: a small value with a name.</summary>
internal abstract record ImageTransform
{
    /// <summary>What it does, in a few words.</summary>
    public abstract string Name { get; }

    /// <summary>Does it.</summary>
    /// <param name="x">Images in [0, 1]; shape [B, C, H, W].</param>
    /// <param name="random">Where it draws from.</param>
    /// <returns>The same shape.</returns>
    public abstract Tensor Apply(Tensor x, RandomStream random);

    /// <summary>Does several, one after the other; <paramref name="x"/> itself where there is none.</summary>
    /// <param name="transforms">In their order.</param>
    /// <param name="x">Images in [0, 1]; shape [B, C, H, W].</param>
    /// <param name="random">Where they draw from.</param>
    public static Tensor ApplyAll(IEnumerable<ImageTransform> transforms, Tensor x, RandomStream random) =>
        transforms.Aggregate(x, (images, transform) => transform.Apply(images, random));

    /// <summary><see cref="Name"/>.</summary>
    public sealed override string ToString() => Name;
}
