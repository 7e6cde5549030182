using VaeSharp.Models.Recipes;
using VaeSharp.Nn.Distributions;

namespace VaeSharp.Models.Transforms;

/// <summary>What is done to a recipe's images, values in [0, 1], before a likelihood or a network reads them.</summary>
/// <param name="Images">To the images that the likelihood scores, and that all else begins with; mirrored and moved in training
/// only.</param>
/// <param name="Encoder">In training, to what the encoder reads.</param>
/// <param name="Classifier">In training, to what a classifier reads, after <paramref name="Encoder"/>.</param>
/// <param name="Density">To what a density scores where bits per dimension are measured.</param>
internal sealed record InputTransforms(
    IReadOnlyList<ImageTransform> Images, IReadOnlyList<ImageTransform> Encoder, IReadOnlyList<ImageTransform> Classifier,
    IReadOnlyList<ImageTransform> Density)
{
    /// <summary>Those of a recipe.</summary>
    public static InputTransforms Of(Recipe recipe)
    {
        DataOptions data = recipe.Data;
        bool density = !recipe.Objective.IsDeterministic && data.Binarization == Binarization.None
            && recipe.Likelihood.Support is PixelSupport.UnitInterval or PixelSupport.RealLine;
        return new InputTransforms(
            [
                .. data.Binarization == Binarization.None ? [] : (ImageTransform[])[new Binarize(data.Binarization)],
                .. data.Flip ? (ImageTransform[])[new Mirror()] : [],
                .. data.Shift > 0 ? (ImageTransform[])[new Shift(data.Shift, RepeatsEdge: true)] : [],
            ],
            data.Corruption is { } noise ? [new Corrupt(noise)] : [], recipe.Objective.ClassifierTransforms,
            density ? [new Dequantize()] : []);
    }

    /// <summary>Each list in words, as a table shows them; those that are empty are left out, but for that of the images.</summary>
    public IReadOnlyList<TransformRow> Rows()
    {
        (string Reader, IReadOnlyList<string> What)[] all =
        [
            ("images", ["values in [0, 1]", .. Images.Select(t => t.Name)]), ("encoder", [.. Encoder.Select(t => t.Name)]),
            ("classifier", [.. Classifier.Select(t => t.Name)]), ("density", [.. Density.Select(t => t.Name)]),
        ];
        return [.. all.Where(row => row.What.Count > 0).Select(row => new TransformRow(row.Reader, string.Join("; ", row.What)))];
    }
}

/// <summary>What is done to images before somebody reads them.</summary>
/// <param name="Reader">Such as the encoder.</param>
/// <param name="What">In words, in its order.</param>
internal sealed record TransformRow(string Reader, string What);
