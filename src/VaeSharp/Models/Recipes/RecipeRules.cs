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
        ?? Compatibility.ClashIn(recipe)
        ?? recipe.Networks.FaultIn(recipe) ?? recipe.Posterior.FaultIn(recipe) ?? recipe.Prior.FaultIn(recipe)
        ?? recipe.Likelihood.FaultIn(recipe) ?? recipe.Objective.FaultIn(recipe)
        ?? OfPatience(recipe);

    private static string? OfCorruption(Recipe recipe) =>
        recipe.Data.Corruption is { } corruption && corruption.Minimum > corruption.Maximum
            ? $"data.corruption.minimum {corruption.Minimum} is above its maximum {corruption.Maximum}."
            : null;

    private static string? OfPatience(Recipe recipe) => recipe.Training.Patience > 0 && recipe.Data.Validation == 0
        ? "training.patience needs validation images, and data.validation is 0."
        : null;
}
