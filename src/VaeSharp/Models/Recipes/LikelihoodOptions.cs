using VaeSharp.Data;
using VaeSharp.Nn.Distributions;

namespace VaeSharp.Models.Recipes;

/// <summary>p(x|z).</summary>
public abstract record LikelihoodOptions : Choice
{
    /// <summary>The values that it is normalised over: that of its <see cref="Likelihood.Support"/>.</summary>
    public abstract PixelSupport Support { get; }

    /// <summary>Whether in training it learns from the images that it scores, so that its loss there bounds nothing.</summary>
    public virtual bool LearnsFromBatch => false;

    /// <inheritdoc/>
    public override bool NeedsWholeBatch => LearnsFromBatch;

    /// <summary>The part of the model, with fresh weights from libtorch's generator.</summary>
    /// <param name="images">Shape of one image.</param>
    public abstract Likelihood Create(ImageShape images);
}
