using VaeSharp.Data;
using VaeSharp.Evaluation;
using VaeSharp.Models.Recipes;
using VaeSharp.Training;

namespace VaeSharp.Cli.Observers;

/// <summary>Measures −ELBO on the validation images after each epoch, with the averaged weights where there are any.</summary>
internal sealed class ValidationObserver(Recipe recipe, ImageDataset images) : ITrainingObserver
{
    public void Measure(Trainer trainer, EpochReport epoch)
    {
        if (images.Count > 0)
        {
            BoundReport bound = trainer.WithAverage(
                () => ModelEvaluation.EvaluateBound(trainer.Model, images, recipe, trainer.Seed, trainer.Device));
            epoch.Validation = new EpochFigures(
                (bound.NegativeElboNats ?? bound.LossNats)!.Value,
                (bound.DistortionNats ?? bound.CrossEntropyNats)!.Value, bound.RateNats);
        }
    }
}
