namespace VaeSharp.Models.Recipes;

/// <summary>Which choices go together; the others are refused with the reason.</summary>
internal static class RecipeRules
{
    // Each group is a network of its own: thousands of tiny ones take minutes to make and nobody can train them.
    private const int MostGroups = 256;

    internal static void Check(Recipe recipe, string source)
    {
        bool binary = recipe.Likelihood is BernoulliChoice;
        if (binary && recipe.Data.Binarization == Binarization.None)
        {
            throw new RecipeException(
                $"{source}: the likelihood 'bernoulli' is one of pixels that are 0 or 1, and data.binarization is "
                + "'none'. Use 'dynamic' or 'threshold', or for grey values another likelihood, such as continuous-bernoulli, "
                + "gaussian-learned-sigma, discretized-logistic or logistic-mixture.");
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

        CheckLadder(recipe, source);
        CodeRules.Check(recipe, source);
        PosteriorRules.Check(recipe, source);
        CheckPrior(recipe, source);
        ObjectiveRules.Check(recipe, source);
        if (recipe.Training.Patience > 0 && recipe.Data.Validation == 0)
        {
            throw new RecipeException(
                $"{source}: training.patience needs validation images, and data.validation is 0.");
        }
    }

    private static void CheckLadder(Recipe recipe, string source)
    {
        if (recipe.Networks is not LadderChoice ladder)
        {
            return;
        }

        if (ladder.Groups.Sum() > MostGroups)
        {
            throw new RecipeException(
                $"{source}: networks.groups asks for {ladder.Groups.Sum()} groups of latents in all; expected at most {MostGroups}.");
        }

        if (recipe.Posterior is not DiagonalGaussianChoice || recipe.Prior is not StandardNormalChoice)
        {
            throw new RecipeException(
                $"{source}: in the networks 'ladder' each group has its own Gaussian posterior and prior, given the groups "
                + $"above it, and the recipe says '{ChoiceCatalog.KindOf(recipe.Posterior)}' and "
                + $"'{ChoiceCatalog.KindOf(recipe.Prior)}'. Set posterior to 'diagonal-gaussian' and prior to 'standard-normal'.");
        }

        if (recipe.Objective is not (ElboChoice or CapacityChoice or ImportanceChoice or SemiSupervisedChoice))
        {
            throw new RecipeException(
                $"{source}: the objective '{ChoiceCatalog.KindOf(recipe.Objective)}' looks at q(z|x) as one distribution, and in "
                + "the networks 'ladder' it is a chain. Use the objective 'elbo', 'capacity', 'iwae', 'miwae', 'ciwae', 'piwae' or 'm2'.");
        }

        if (recipe.Objective is ImportanceChoice { Gradient: not GradientEstimator.Reparameterized })
        {
            throw new RecipeException(
                $"{source}: objective.gradient leaves out what reaches log q(z|x) itself, and in the networks 'ladder' "
                + "q shares weights with p. Set it to 'reparameterized'.");
        }

        if (recipe.Objective is IwaeChoice { BackwardSamples: > 0 })
        {
            throw new RecipeException(
                $"{source}: objective.backwardSamples saves the way from z to the image for most samples, and in the networks "
                + "'ladder' z is drawn on that way. Set it to 0.");
        }
    }

    private static void CheckPrior(Recipe recipe, string source)
    {
        if (recipe.Prior is VampChoice && recipe.Labels is LabelUse.Encoder or LabelUse.Both)
        {
            throw new RecipeException(
                $"{source}: the prior 'vamp' asks the encoder about images that it has learned, which have no label. "
                + "Set labels to 'none' or 'decoder', or use the prior 'mixture'.");
        }

        if (recipe.Prior is RealNvpChoice && recipe.Posterior.Dimension < 2)
        {
            throw new RecipeException(
                $"{source}: the prior 'realnvp' bends one half of the dimensions by the other, and posterior.dimension is 1.");
        }
    }
}
