using VaeSharp.Data;
using VaeSharp.Engine;
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
        IProgress<double>? progress = null) =>
        Gather(
            model, images, recipe, mirrored: false, seed, device, progress, samples,
            empty([(long)images.Count * samples, model.Shape.Latents], device: device ?? EvaluationPass.DeviceOf(model)),
            (q, random) => EvaluationPass.SamplePosterior(q, recipe, random));

    /// <summary>What a prior is fitted to: such samples with their labels, or the codes of each image where latents are codes.</summary>
    /// <param name="model">As above.</param>
    /// <param name="images">As above; images without any give null.</param>
    /// <param name="recipe">As above.</param>
    /// <param name="samples">As above; codes are certain, and come once.</param>
    /// <param name="mirrored">Whether each image comes a second time, mirrored left to right.</param>
    /// <param name="seed">As above.</param>
    /// <param name="device">As above.</param>
    /// <param name="progress">As above.</param>
    public static EncodedSet? ForFit(
        VariationalAutoencoder model, ImageDataset images, Recipe recipe, int samples, bool mirrored, ulong seed, Device? device = null,
        IProgress<double>? progress = null)
    {
        if (images.Count == 0)
        {
            return null;
        }

        Device where = device ?? EvaluationPass.DeviceOf(model);
        CodeGrid? grid = ModelFactory.InputsOf(model, recipe).Grid;
        samples = grid is null ? samples : 1;
        long times = (long)samples * (mirrored ? 2 : 1);
        Tensor points = grid is null
            ? empty([images.Count * times, model.Shape.Latents], device: where)
            : empty([images.Count * times, grid.Count], ScalarType.Int64, where);
        Gather(
            model, images, recipe, mirrored, seed, device, progress, samples, points,
            (q, random) => q is QuantizedVectors { Codes: var codes } ? codes : EvaluationPass.SamplePosterior(q, recipe, random));
        Tensor labels = tensor(images.Labels, ScalarType.Int64, where); // [images]
        return new EncodedSet(points, labels.repeat(times));
    }

    private static Tensor Gather(
        VariationalAutoencoder model, ImageDataset images, Recipe recipe, bool mirrored, ulong seed, Device? device,
        IProgress<double>? progress, int samples, Tensor points, Func<LatentDistribution, RandomStream, Tensor> point)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(samples, 1);
        EvaluationPass.Run(model, images, recipe.Data.Binarization, seed, device, progress, batch =>
        {
            for (int side = 0; side < (mirrored ? 2 : 1); side++)
            {
                LatentDistribution q = model.Encode(side == 0 ? batch.X : batch.X.flip(3), batch.Labels).Posterior;
                for (int i = 0; i < samples; i++)
                {
                    using var scope = NewDisposeScope();
                    long first = (((side * samples) + i) * (long)images.Count) + batch.First;
                    points.narrow(0, first, batch.Count).copy_(point(q, batch.Random));
                }
            }
        });
        return points;
    }
}
