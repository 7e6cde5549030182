using VaeSharp.Data;
using VaeSharp.Evaluation;
using VaeSharp.Models;
using VaeSharp.Models.Recipes;
using VaeSharp.Training;
using static TorchSharp.torch;

namespace VaeSharp.Runs;

/// <summary>The bound on the validation images, by which training tells its best epoch.</summary>
internal sealed class ValidationBound(Recipe recipe, ImageDataset images, ulong seed, Device device)
{
    /// <summary>Measures a model; null where there are no images for it.</summary>
    internal Func<VariationalAutoencoder, EpochFigures>? Measure => images.Count > 0 ? Of : null;

    private EpochFigures Of(VariationalAutoencoder model)
    {
        BoundReport bound = ModelEvaluation.EvaluateBound(model, images, recipe, seed, device);
        return new EpochFigures(Tighter(model) ?? bound.CriterionNats, bound.ReconstructionNats, bound.RateNats);
    }

    // An objective of many samples is measured by its own bound: a better one may come with a worse ELBO.
    private double? Tighter(VariationalAutoencoder model) => recipe.Objective.ImportanceSamples is > 1 and var samples
        ? LikelihoodEstimate.Of(model, images, recipe, samples, seed, device).NegativeLogLikelihoodNats
        : null;
}
