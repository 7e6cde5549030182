namespace VaeSharp.Models.Recipes;

/// <summary>Which choices go together; the others are refused with the reason.</summary>
internal static class RecipeRules
{
    internal static void Check(Recipe recipe, string source)
    {
        bool binary = recipe.Likelihood is BernoulliChoice;
        if (binary && recipe.Data.Binarization == Binarization.None)
        {
            throw new RecipeException(
                $"{source}: the likelihood 'bernoulli' is one of pixels that are 0 or 1, and data.binarization is "
                + "'none'. Use 'dynamic' or 'threshold', or for grey values another likelihood: continuous-bernoulli, "
                + "gaussian-learned-sigma, gaussian-optimal-sigma or discretized-logistic.");
        }

        if (!binary && recipe.Data.Binarization != Binarization.None)
        {
            throw new RecipeException(
                $"{source}: data.binarization makes pixels 0 or 1, which the likelihood is not one of. "
                + "Use 'bernoulli', or set data.binarization to 'none'.");
        }

        if (recipe.Data.Corruption is { } corruption && corruption.Minimum > corruption.Maximum)
        {
            throw new RecipeException(
                $"{source}: data.corruption.minimum {corruption.Minimum} is above its maximum {corruption.Maximum}.");
        }

        if (recipe.Training.Patience > 0 && recipe.Data.Validation == 0)
        {
            throw new RecipeException(
                $"{source}: training.patience needs validation images, and data.validation is 0.");
        }
    }
}
