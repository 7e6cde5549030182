using VaeSharp.Nn.Distributions;

namespace VaeSharp.Models.Recipes;

/// <summary>Which choices go together: one table over what each is and needs. No row names a kind.</summary>
internal static class Compatibility
{
    // The first row that is true of a recipe refuses it.
    private static readonly (Func<Recipe, bool> Clash, Func<Recipe, string> Reason)[] Table =
    [
        // What no recipe can train
        (r => r.Prior.IsFittedOnly,
            r => $"the prior '{r.Prior.Kind}' learns from encodings that stay as they are, and those of a model in training change. Fit it "
                + $"afterwards, and train with the prior {Any<PriorOptions>(p => !p.IsFittedOnly && p.IsOver(r.Posterior.Space))}."),

        // Likelihood and data
        (r => r.Likelihood.Support == PixelSupport.Binary && r.Data.Binarization == Binarization.None,
            r => $"the likelihood '{r.Likelihood.Kind}' needs binary pixels, and data.binarization is "
                + "'none'. Use 'dynamic' or 'threshold', or for grey values another likelihood: "
                + $"{Any<LikelihoodOptions>(p => p.Support is not (PixelSupport.Binary or PixelSupport.None))}."),
        (r => r.Likelihood.Support != PixelSupport.Binary && r.Data.Binarization != Binarization.None,
            _ => "data.binarization makes pixels binary, and the likelihood is not for binary pixels. "
                + $"Use {Any<LikelihoodOptions>(p => p.Support == PixelSupport.Binary)}, or set data.binarization to 'none'."),

        // Groups of latents
        (r => r.Networks.IsHierarchical && !(IsOfGroups(r.Posterior) && r.Prior.IsStandardNormal),
            r => $"in the networks '{r.Networks.Kind}' each group has its own Gaussian posterior and prior, given the groups "
                + $"above it, and the recipe says '{r.Posterior.Kind}' and '{r.Prior.Kind}'. Set posterior to "
                + $"{Any<PosteriorOptions>(IsOfGroups)} and prior to {Any<PriorOptions>(p => p.IsStandardNormal)}."),
        (r => r.Networks.IsHierarchical && r.Objective.NeedsOneLayer,
            r => $"the objective '{r.Objective.Kind}' needs q(z|x) as a single distribution, and in the networks "
                + $"'{r.Networks.Kind}' it is a chain. Use the objective {Any<ObjectiveOptions>(o => !o.NeedsOneLayer)}."),
        (r => r.Networks.IsHierarchical && r.Objective.DetachesPosterior,
            r => "objective.gradient leaves out what reaches log q(z|x) itself, and in the networks "
                + $"'{r.Networks.Kind}' q shares weights with p. Set it to 'reparameterized'."),
        (r => r.Networks.IsHierarchical && r.Objective.DrawsBeforeDecoding,
            r => "objective.backwardSamples skips decoding of most samples, and in the networks "
                + $"'{r.Networks.Kind}' z is sampled while decoding. Set it to 0."),

        // Codes, the sphere, and what has a density where
        (r => r.Networks.LeavesVectors && !r.Posterior.TakesVectors,
            r => $"the networks '{r.Networks.Kind}' give a vector at each spatial position, for the posterior "
                + $"{Any<PosteriorOptions>(q => q.TakesVectors)}; '{r.Posterior.Kind}' covers all positions at once. Use "
                + $"{Any<NetworkOptions>(n => n is { LeavesVectors: false, IsHierarchical: false })} for it."),
        (r => r.Prior.IsOver(LatentSpace.Codes) && r.Posterior.Space != LatentSpace.Codes,
            r => $"the prior '{r.Prior.Kind}' is a distribution over codes, and the posterior '{r.Posterior.Kind}' has none. Use "
                + $"{PosteriorsOver(LatentSpace.Codes)} for it."),
        (r => r.Posterior.Space == LatentSpace.Codes && !r.Prior.IsOver(LatentSpace.Codes),
            r => $"the posterior '{r.Posterior.Kind}' is deterministic, and a density such as the prior '{r.Prior.Kind}' "
                + $"gives a point no probability: the rate would be infinite. Use the prior {PriorsOver(LatentSpace.Codes)}."),
        (r => r.Posterior.Space == LatentSpace.Codes && r.Objective.AgainstCodes is not null,
            r => $"the posterior '{r.Posterior.Kind}' does not go with the objective '{r.Objective.Kind}': "
                + $"{r.Objective.AgainstCodes}. Use the objective {Any<ObjectiveOptions>(o => o.AgainstCodes is null)}."),
        (r => r.Posterior.Space == LatentSpace.Sphere && !r.Prior.IsOver(LatentSpace.Sphere),
            r => $"the posterior '{r.Posterior.Kind}' lives on the unit sphere, where this prior has no density. "
                + $"Use the prior {PriorsOver(LatentSpace.Sphere)}, or another posterior."),
        (r => r.Posterior.Space == LatentSpace.Euclidean && !r.Prior.IsOver(LatentSpace.Euclidean),
            r => $"the prior '{r.Prior.Kind}' lives on the unit sphere, where this posterior has no density. "
                + $"Use the posterior {PosteriorsOver(LatentSpace.Sphere)}, or another prior."),

        // Priors made of posteriors
        (r => r.Prior.MixesPosteriors && !r.Posterior.HasDensityEverywhere,
            r => $"the prior '{r.Prior.Kind}' needs the density of every z under each of its posteriors, and "
                + $"'{r.Posterior.Kind}' has a cheap density for its own samples only; for others each step has to be inverted. "
                + $"Use the posterior {Any<PosteriorOptions>(q => q.HasDensityEverywhere && r.Prior.IsOver(q.Space))}, or the prior "
                + $"{Any<PriorOptions>(p => p is { MixesPosteriors: false, IsFittedOnly: false } && p.IsOver(r.Posterior.Space))}."),
        (r => r.Prior.MixesPosteriors && r.Labels is LabelUse.Encoder or LabelUse.Both,
            r => $"the prior '{r.Prior.Kind}' encodes its learned pseudo-inputs, which have no label. "
                + $"Set labels to 'none' or 'decoder', or use the prior "
                + $"{Any<PriorOptions>(p => p is { MixesPosteriors: false, IsFittedOnly: false } && p.IsOver(r.Posterior.Space))}."),

        // What an objective needs
        (r => r.Objective.RatePerDimensionKey is not null && !r.Posterior.HasIndependentDimensions,
            r => $"{r.Objective.RatePerDimensionKey} counts the rate of each latent dimension, which is known for the posterior "
                + $"{Any<PosteriorOptions>(q => q.HasIndependentDimensions)} only. Set it to 0."),
        (r => r.Objective.RatePerDimensionKey is not null && !r.Prior.HasRatePerDimension,
            r => $"{r.Objective.RatePerDimensionKey} counts the rate of each latent dimension, which is known for the prior "
                + $"{Any<PriorOptions>(p => p.HasRatePerDimension)} only. Set it to 0."),
        (r => r.Objective.WeightedByLikelihood is not null && r.Likelihood.Support == PixelSupport.None,
            r => $"the objective '{r.Objective.Kind}' weights {r.Objective.WeightedByLikelihood} by their likelihood, and "
                + $"'{r.Likelihood.Kind}' is none. Use {Plain} or another likelihood."),
        (r => r.Objective.NeedsStandardNormal is not null && !r.Prior.IsStandardNormal,
            r => $"the objective '{r.Objective.Kind}' {r.Objective.NeedsStandardNormal}, and the prior is '{r.Prior.Kind}'. "
                + $"Use the prior {Any<PriorOptions>(p => p.IsStandardNormal)}, or {Plain}."),
        (r => r.Objective.NeedsGaussian is not null && !r.Posterior.IsGaussian,
            r => $"the objective '{r.Objective.Kind}' {r.Objective.NeedsGaussian}, and the posterior is '{r.Posterior.Kind}'. "
                + $"Use the posterior {Any<PosteriorOptions>(q => q.IsGaussian)}, or {Plain}."),
        (r => r.Objective.IsDeterministic && !r.Posterior.HasIndependentDimensions,
            r => $"the objective '{r.Objective.Kind}' uses the mean of q(z|x) alone, and trains nothing else of the posterior "
                + $"'{r.Posterior.Kind}'. Use the posterior {Any<PosteriorOptions>(q => q.HasIndependentDimensions)}, or {Plain}."),
        (r => r.Objective.ClassifierIn(r) is { } and not EncoderDecoderOptions,
            r => $"the classifier of the objective '{r.Objective.Kind}' would be '{r.Objective.ClassifierIn(r)!.Kind}', whose "
                + "features are many groups. Set objective.classifier to another network."),

        // Parts of a batch
        (r => r.Training.Accumulate > 1 && NeedWholeBatch(r).Any(),
            r => "training.accumulate cuts each batch into parts, and what computes with several images at once needs it whole: "
                + $"{string.Join(", ", NeedWholeBatch(r).Select(choice => $"'{choice.Kind}'"))}. Set it to 1."),
    ];

    /// <summary>Why the choices of a recipe do not go together, and what to do; null where they do.</summary>
    internal static string? ClashIn(Recipe recipe) => Table.FirstOrDefault(row => row.Clash(recipe)).Reason?.Invoke(recipe);

    /// <summary>The choices that compute with several images of a batch at once.</summary>
    internal static IEnumerable<Choice> NeedWholeBatch(Recipe r) =>
        ((Choice[])[r.Networks, r.Posterior, r.Prior, r.Likelihood, r.Objective]).Where(choice => choice.NeedsWholeBatch);

    private static bool IsOfGroups(PosteriorOptions posterior) => posterior is { IsGaussian: true, HasIndependentDimensions: true };

    // What needs nothing of the other choices: the first objective of the list.
    private static string Plain => $"the objective '{ChoiceCatalog.Kinds.Of(typeof(ObjectiveOptions))[0].Kind}'";

    private static string PosteriorsOver(LatentSpace space) => Any<PosteriorOptions>(q => q.Space == space);

    private static string PriorsOver(LatentSpace space) => Any<PriorOptions>(p => !p.IsFittedOnly && p.IsOver(space));

    private static string Any<T>(Func<T, bool> condition)
        where T : Choice => ChoiceCatalog.Kinds.Where(condition);
}
