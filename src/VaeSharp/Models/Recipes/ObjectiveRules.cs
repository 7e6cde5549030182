namespace VaeSharp.Models.Recipes;

/// <summary>What an objective asks of the other choices.</summary>
internal static class ObjectiveRules
{
    internal static void Check(Recipe recipe, string source)
    {
        string kind = ChoiceCatalog.KindOf(recipe.Objective);
        if (recipe.Objective is ElboChoice elbo)
        {
            CheckElbo(elbo, recipe, source);
        }

        if (recipe.Objective is ImportanceChoice && recipe.Likelihood is GreyCrossEntropyChoice)
        {
            throw new RecipeException(
                $"{source}: the objective '{kind}' weighs samples by their likelihood, and 'grey-cross-entropy' is none. "
                + "Use the objective 'elbo' or another likelihood.");
        }

        if (NeedsStandardNormal(recipe.Objective) is { } why && recipe.Prior is not StandardNormalChoice)
        {
            throw new RecipeException(
                $"{source}: the objective '{kind}' {why}, and the prior is '{ChoiceCatalog.KindOf(recipe.Prior)}'. "
                + "Use the prior 'standard-normal', or the objective 'elbo'.");
        }

        if (NeedsGaussian(recipe.Objective) is { } reason && recipe.Posterior is not (DiagonalGaussianChoice or FullGaussianChoice))
        {
            throw new RecipeException(
                $"{source}: the objective '{kind}' {reason}, and the posterior is '{ChoiceCatalog.KindOf(recipe.Posterior)}'. "
                + "Use the posterior 'diagonal-gaussian' or 'full-gaussian', or the objective 'elbo'.");
        }

        if (recipe.Objective is RaeChoice && recipe.Posterior is not DiagonalGaussianChoice)
        {
            throw new RecipeException(
                $"{source}: the objective '{kind}' uses the mean of q(z|x) alone, and trains nothing else of the posterior "
                + $"'{ChoiceCatalog.KindOf(recipe.Posterior)}'. Use the posterior 'diagonal-gaussian', or the objective 'elbo'.");
        }

        CheckNumbers(recipe, source);
        CheckSemiSupervised(recipe, source);
    }

    private static void CheckElbo(ElboChoice elbo, Recipe recipe, string source)
    {
        bool splits = recipe.Prior is StandardNormalChoice or LabelGaussianChoice;
        if (elbo.FreeBits > 0 && !splits)
        {
            throw new RecipeException(
                $"{source}: objective.freeBits counts the rate of each latent dimension, which is known for the priors "
                + "'standard-normal' and 'label-gaussian' only. Set it to 0.");
        }

        if (elbo is { Cycles: > 0, WarmupEpochs: > 0 })
        {
            throw new RecipeException(
                $"{source}: objective.cycles and objective.warmupEpochs both say how β rises. Set one of them to 0.");
        }
    }

    private static void CheckNumbers(Recipe recipe, string source)
    {
        if (recipe.Objective is IwaeChoice iwae && iwae.BackwardSamples > iwae.Samples)
        {
            throw new RecipeException(
                $"{source}: objective.backwardSamples {iwae.BackwardSamples} are more than objective.samples {iwae.Samples}, "
                + "which they are chosen among.");
        }

        if (recipe.Objective is IwaeChoice first
            && (first.FirstSamples > 0 != first.FirstShare > 0 || first.FirstSamples >= first.Samples))
        {
            throw new RecipeException(
                $"{source}: objective.firstSamples {first.FirstSamples} and objective.firstShare {first.FirstShare} train with "
                + $"fewer than objective.samples {first.Samples} at first. Give both, the former below it, or set both to 0.");
        }

        if (recipe.Objective is InfoVaeChoice info && info.Alpha + info.Lambda < 1)
        {
            throw new RecipeException(
                $"{source}: objective.lambda {info.Lambda} is below 1 − objective.alpha = {1 - info.Alpha}, so that 'info-vae' "
                + "would drive the latents away from the prior. Raise either.");
        }

        if (recipe.Objective is FactorVaeChoice && recipe.Posterior.Dimension < 2)
        {
            throw new RecipeException(
                $"{source}: the objective 'factor-vae' makes latent dimensions independent of each other, and "
                + "posterior.dimension is 1.");
        }
    }

    private static void CheckSemiSupervised(Recipe recipe, string source)
    {
        if (recipe.Objective is not SemiSupervisedChoice some)
        {
            return;
        }

        if (recipe.Labels != LabelUse.Both)
        {
            throw new RecipeException(
                $"{source}: the objective 'm2' asks encoder and decoder about each class. Set labels to 'both'.");
        }

        if (recipe.Likelihood is GreyCrossEntropyChoice)
        {
            throw new RecipeException(
                $"{source}: the objective 'm2' weighs classes by their likelihood, and 'grey-cross-entropy' is none. "
                + "Use another likelihood.");
        }

        if ((some.Classifier ?? recipe.Networks) is LadderChoice)
        {
            throw new RecipeException(
                $"{source}: the classifier of the objective 'm2' would be 'ladder', whose features are many groups. "
                + "Set objective.classifier to another network.");
        }

        if (some.LabelledBatch > some.Labelled)
        {
            throw new RecipeException(
                $"{source}: objective.labelledBatch is {some.LabelledBatch}, and only {some.Labelled} images keep their "
                + "label (objective.labelled).");
        }
    }

    private static string? NeedsStandardNormal(ObjectiveChoice objective) => objective switch
    {
        BetaTcChoice => "holds each latent dimension by itself against N(0, 1)",
        FactorVaeChoice or DipChoice => "makes latent dimensions independent of each other, as those of N(0, I) are",
        InfoVaeChoice or WaeMmdChoice => "compares latents with samples of a prior that stays as it is",
        RaeChoice => "knows no prior that it could train",
        _ => null,
    };

    private static string? NeedsGaussian(ObjectiveChoice objective) => objective switch
    {
        BetaTcChoice => "needs the density of each latent dimension by itself",
        DipChoice => "needs the mean and the covariance of q(z|x)",
        _ => null,
    };
}
