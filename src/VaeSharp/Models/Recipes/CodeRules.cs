namespace VaeSharp.Models.Recipes;

/// <summary>What goes with codes in place of densities.</summary>
internal static class CodeRules
{
    internal static void Check(Recipe recipe, string source)
    {
        if (recipe.Networks is GridChoice && recipe.Posterior is not VectorQuantizedChoice)
        {
            throw new RecipeException(
                $"{source}: the networks 'grid' leave a vector at each place, for the posterior 'vector-quantized' to "
                + $"put on codes; '{ChoiceCatalog.KindOf(recipe.Posterior)}' is one over all places at once. "
                + "Use 'conv' for it.");
        }

        if (recipe.Prior is CodesChoice && recipe.Posterior is not VectorQuantizedChoice)
        {
            throw new RecipeException(
                $"{source}: the prior 'codes' gives probabilities to codes, and the posterior "
                + $"'{ChoiceCatalog.KindOf(recipe.Posterior)}' has none. Use 'vector-quantized' for it.");
        }

        if (recipe.Posterior is VectorQuantizedChoice posterior)
        {
            Check(recipe, posterior, source);
        }
    }

    private static void Check(Recipe recipe, VectorQuantizedChoice posterior, string source)
    {
        if (recipe.Prior is not CodesChoice)
        {
            throw new RecipeException(
                $"{source}: the posterior 'vector-quantized' is certain of its codes, and a density such as the prior "
                + $"'{ChoiceCatalog.KindOf(recipe.Prior)}' gives a point no probability: the rate would be infinite. "
                + "Use the prior 'codes'.");
        }

        if (recipe.Objective is not ElboChoice)
        {
            string why = recipe.Objective switch
            {
                SemiSupervisedChoice => "its codes would follow what is encoded for every class alike, probable or not",
                CapacityChoice => "its rate reaches the prior alone, which would learn to miss the codes",
                _ => "it is certain of its codes, and there is no spread to sample or to shape",
            };
            throw new RecipeException(
                $"{source}: the posterior 'vector-quantized' does not go with the objective "
                + $"'{ChoiceCatalog.KindOf(recipe.Objective)}': {why}. Use the objective 'elbo'.");
        }

        if (recipe.Networks is GridChoice && posterior.Dimension * posterior.Vectors == 1)
        {
            throw new RecipeException(
                $"{source}: the networks 'grid' need at least 2 numbers at each place, and posterior.dimension is 1.");
        }
    }
}
