using VaeSharp.Data;
using VaeSharp.Evaluation;
using VaeSharp.Models.Recipes;
using VaeSharp.Training;
using VaeSharp.Training.Objectives;

namespace VaeSharp.Cli.Observers;

/// <summary>Measures the bound on the validation images after each epoch, with the averaged weights where there are any.</summary>
internal sealed class ValidationObserver(Recipe recipe, ImageDataset images) : ITrainingObserver
{
    public void Measure(Trainer trainer, EpochReport epoch)
    {
        if (images.Count > 0)
        {
            BoundReport bound = trainer.WithAverage(
                () => ModelEvaluation.EvaluateBound(trainer.Model, images, recipe, trainer.Seed, trainer.Device));
            epoch.Validation = new EpochFigures(
                Tighter(trainer) ?? bound.CriterionNats, bound.ReconstructionNats, bound.RateNats);
        }
    }

    // An objective of many samples is measured by its own bound: a better one may come with a worse ELBO.
    private double? Tighter(Trainer trainer) => recipe.Objective is ImportanceChoice { Samples: > 1 } choice
        ? trainer.WithAverage(() => LikelihoodEstimate.Of(
            trainer.Model, images, recipe, choice.Samples, trainer.Seed, trainer.Device)).NegativeLogLikelihoodNats
        : null;
}
