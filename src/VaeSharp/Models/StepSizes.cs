using VaeSharp.Data;
using VaeSharp.Engine;
using VaeSharp.Models.Recipes;

namespace VaeSharp.Models;

/// <summary>What a training step computes with at once, for choices to say what memory they ask for.</summary>
/// <remarks>Counts are real numbers: a recipe may ask for more than any integer holds.</remarks>
/// <param name="Images">Shape of one image.</param>
/// <param name="Output">Shape of what the decoder gives for an image.</param>
/// <param name="Latents">D, of an image.</param>
/// <param name="Vectors">How many vectors of an image are put on codes, where latents are codes.</param>
/// <param name="Codes">K, of those; 0 where there are none.</param>
/// <param name="Classes">How many the data has.</param>
/// <param name="Encoded">Images, or images with a class, that are encoded at once.</param>
/// <param name="Decoded">Latents that are decoded at once.</param>
internal sealed record StepSizes(
    ImageShape Images, ImageShape Output, double Latents, double Vectors, int Codes, int Classes, double Encoded, double Decoded)
{
    /// <summary>Those of so many images.</summary>
    /// <param name="recipe">Of the model.</param>
    /// <param name="images">Shape of one image.</param>
    /// <param name="classes">How many the data has.</param>
    /// <param name="count">Images at once.</param>
    /// <param name="passes">How often each is encoded, and how many of its latents are decoded.</param>
    public static StepSizes Of(Recipe recipe, ImageShape images, int classes, double count, (double Encoded, double Decoded) passes)
    {
        using NativeWork work = NativeWork.Begin();
        using Likelihood likelihood = recipe.Likelihood.Create(images);
        double positions = recipe.Networks.Positions(images).Sum(grid => (double)grid.Rows * grid.Columns);
        double latents = positions * recipe.Posterior.NumbersPerPosition;
        return new StepSizes(
            images, images with { Channels = likelihood.ParameterChannels(images) }, latents, latents / recipe.Posterior.Dimension,
            recipe.Posterior.CodebookSize, classes, count * passes.Encoded, count * passes.Decoded);
    }

    /// <summary>Values of an image, C·H·W.</summary>
    public double Values => (double)Images.Channels * Images.Height * Images.Width;

    /// <summary>Numbers that the decoder gives for an image, P·H·W.</summary>
    public double Outputs => (double)Output.Channels * Output.Height * Output.Width;
}
