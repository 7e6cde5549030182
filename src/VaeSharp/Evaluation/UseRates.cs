using System.Diagnostics;
using VaeSharp.Data;
using VaeSharp.Engine;
using VaeSharp.Models;
using VaeSharp.Models.Recipes;
using static TorchSharp.torch;

namespace VaeSharp.Evaluation;

/// <summary>How fast a model is used; images a second.</summary>
/// <param name="Sampled">Drawn from the prior, means of the pixels.</param>
/// <param name="Encoded">Read to distributions over the latent space.</param>
/// <param name="Evaluated">Measured by the bound.</param>
internal sealed record UseRates(double Sampled, double Encoded, double Evaluated)
{
    private const int Batch = 500;
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(1);

    /// <summary>Measures each for about a second, after one warm-up.</summary>
    /// <param name="model">Left in the mode it came in.</param>
    /// <param name="images">Of the model's shape; the first 500 are used.</param>
    /// <param name="recipe">Says how images are binarised.</param>
    /// <param name="device">Where the model is.</param>
    public static UseRates Measure(VariationalAutoencoder model, ImageDataset images, Recipe recipe, Device? device = null)
    {
        ImageDataset some = images.Take(Math.Min(Batch, images.Count));
        return new UseRates(
            Rate(Batch, () => Sample(model, device)),
            Rate(some.Count, () => Encodings.Of(model, some, recipe, seed: 0, device)),
            Rate(some.Count, () => ModelEvaluation.EvaluateBound(model, some, recipe, seed: 0, device)));
    }

    private static void Sample(VariationalAutoencoder model, Device? device)
    {
        using var mode = new EvaluationMode(model);
        using var scope = NewDisposeScope();
        using var random = new RandomStream(0, RandomUse.Sampling, device: device);
        Tensor? labels = model.Shape.SamplesByLabel
            ? arange(Batch, dtype: ScalarType.Int64, device: device).remainder(model.Shape.Classes) // [500]
            : null;
        model.Sample(Batch, labels, random).sum().cpu();
    }

    private static double Rate(int images, Action use)
    {
        use();
        long done = 0;
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < Least)
        {
            use();
            done += images;
        }

        return done / watch.Elapsed.TotalSeconds;
    }
}
