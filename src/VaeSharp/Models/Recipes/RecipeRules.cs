using VaeSharp.Data;

namespace VaeSharp.Models.Recipes;

/// <summary>What must hold of a recipe whose keys are all within their ranges.</summary>
internal static class RecipeRules
{
    /// <exception cref="RecipeException">It does not; the message says what to do.</exception>
    internal static void Check(Recipe recipe, string source)
    {
        if (FaultIn(recipe) is { } fault)
        {
            throw new RecipeException($"{source}: {fault}");
        }
    }

    private static string? FaultIn(Recipe recipe) => OfCorruption(recipe)
        ?? OfPictures(recipe.Data)
        ?? Compatibility.ClashIn(recipe) ?? OfDimension(recipe)
        ?? recipe.Networks.FaultIn(recipe) ?? recipe.Posterior.FaultIn(recipe) ?? recipe.Prior.FaultIn(recipe)
        ?? recipe.Likelihood.FaultIn(recipe) ?? recipe.Objective.FaultIn(recipe)
        ?? OfPatience(recipe);

    // The one bound of posterior.dimension beside the range of the key.
    private static string? OfDimension(Recipe recipe)
    {
        int numbers = recipe.Posterior.NumbersPerPosition;
        return ((Choice[])[recipe.Networks, recipe.Posterior, recipe.Prior, recipe.Likelihood, recipe.Objective])
            .Where(choice => choice.DimensionLimits?.Allow(numbers) == false)
            .Select(choice => $"the {ChoiceFamily.Of(choice.GetType()).Key} '{choice.Kind}' {choice.DimensionLimits!.Why}, and "
                + $"posterior.dimension is {recipe.Posterior.Dimension}. {choice.DimensionLimits.Advice(numbers)}")
            .FirstOrDefault();
    }

    private static string? OfCorruption(Recipe recipe) =>
        recipe.Data.Corruption is { } corruption && corruption.Minimum > corruption.Maximum
            ? $"data.corruption.minimum {corruption.Minimum} is above its maximum {corruption.Maximum}."
            : null;

    private static string? OfPictures(DataOptions data) =>
        (data.Height is null) != (data.Width is null)
            ? $"data.{(data.Height is null ? "height" : "width")} is null; expected a number beside "
                + $"data.{(data.Height is null ? "width" : "height")}."
        : data.Size is { } size && data.Height is not null
            ? $"data.size is {size} beside data.height and data.width; expected the one or the others."
        : data.Channels == 2 ? "data.channels is 2; expected 1 (grey), 3 (colour) or null."
        : !PictureOptions.IsColour(data.Background)
            ? $"data.background is '{data.Background}'; expected {PictureOptions.Colours}."
        : null;

    private static string? OfPatience(Recipe recipe) => recipe.Training.Patience > 0 && recipe.Data.Validation == 0
        ? "training.patience needs validation images, and data.validation is 0."
        : null;
}
