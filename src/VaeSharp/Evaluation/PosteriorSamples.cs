using VaeSharp.Data;
using VaeSharp.Models;
using VaeSharp.Models.Recipes;
using VaeSharp.Nn.Distributions;
using static TorchSharp.torch;

namespace VaeSharp.Evaluation;

/// <summary>Samples of the aggregate posterior q(z), the mean of q(z|x) over images.</summary>
internal static class PosteriorSamples
{
    /// <summary>Draws z ~ q(z|x) for each image of a data set, in its order.</summary>
    /// <param name="model">Left in the mode it came in.</param>
    /// <param name="images">At least one image of the model's shape.</param>
    /// <param name="recipe">Says how images are binarised, and whether there is a q(z|x) or one point.</param>
    /// <param name="samples">How many for each image.</param>
    /// <param name="seed">Of the noise of z and of binarisation.</param>
    /// <param name="device">Where the images go; the model's own device where null.</param>
    /// <param name="progress">Receives the share that is done, 0 to 1.</param>
    /// <returns>Shape [images · samples, D]; owned by the dispose scope around the call.</returns>
    public static Tensor Of(
        VariationalAutoencoder model, ImageDataset images, Recipe recipe, int samples, ulong seed, Device? device = null,
        IProgress<double>? progress = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(samples, 1);
        Tensor draws = empty([(long)images.Count * samples, model.Shape.Latents], device: device ?? EvaluationPass.DeviceOf(model));
        EvaluationPass.Run(model, images, recipe.Data.Binarization, seed, device, progress, batch =>
        {
            LatentDistribution q = model.Encode(batch.X, batch.Labels).Posterior;
            for (int i = 0; i < samples; i++)
            {
                using var scope = NewDisposeScope();
                long first = ((long)i * images.Count) + batch.First;
                draws.narrow(0, first, batch.Count).copy_(EvaluationPass.SamplePosterior(q, recipe, batch.Random));
            }
        });
        return draws;
    }
}
