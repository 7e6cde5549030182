namespace VaeSharp.Models.Recipes;

/// <summary>What each posterior needs of the other choices; all else is refused with the reason.</summary>
internal static class PosteriorRules
{
    // Its last layer has D²/2 outputs, and each image a matrix of D × D.
    private const int LargestFullGaussian = 512;

    internal static void Check(Recipe recipe, string source)
    {
        bool sphere = recipe.Posterior is VonMisesFisherChoice;
        if (sphere ? recipe.Prior is not (UniformSphereChoice or VampChoice) : recipe.Prior is UniformSphereChoice)
        {
            throw new RecipeException(sphere
                ? $"{source}: the posterior 'vmf' lives on the unit sphere, where this prior has no density. "
                    + "Use the prior 'uniform-sphere' or 'vamp', or another posterior."
                : $"{source}: the prior 'uniform-sphere' lives on the unit sphere, where this posterior has no density. "
                    + "Use the posterior 'vmf', or another prior.");
        }

        if (sphere && recipe.Posterior.Dimension < 2)
        {
            throw new RecipeException(
                $"{source}: the posterior 'vmf' is one of directions, and in posterior.dimension 1 there are two only. "
                + "Set it to 2 or more.");
        }

        if (recipe.Posterior is FullGaussianChoice && recipe.Posterior.Dimension > LargestFullGaussian)
        {
            throw new RecipeException(
                $"{source}: the posterior 'full-gaussian' keeps a square matrix for each image, and posterior.dimension is "
                + $"{recipe.Posterior.Dimension}. Set it to {LargestFullGaussian} or less, or use 'iaf'.");
        }

        if (recipe.Prior is VampChoice && recipe.Posterior is PlanarFlowChoice or AutoregressiveFlowChoice)
        {
            throw new RecipeException(
                $"{source}: the prior 'vamp' asks each of its posteriors for the density of every z, and "
                + $"'{ChoiceCatalog.KindOf(recipe.Posterior)}' knows it of its own samples; of others its steps have to be "
                + "inverted one by one. Use the posterior 'diagonal-gaussian', 'full-gaussian' or 'vmf', or the prior 'mixture'.");
        }

        if (recipe.Objective is ElboChoice { FreeBits: > 0 } && recipe.Posterior is not DiagonalGaussianChoice)
        {
            throw new RecipeException(
                $"{source}: objective.freeBits counts the rate of each latent dimension, which is known for the posterior "
                + "'diagonal-gaussian' only. Set it to 0.");
        }
    }
}
