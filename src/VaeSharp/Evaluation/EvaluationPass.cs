using VaeSharp.Data;
using VaeSharp.Engine;
using VaeSharp.Models;
using VaeSharp.Models.Recipes;
using VaeSharp.Nn.Distributions;
using static TorchSharp.torch;

namespace VaeSharp.Evaluation;

/// <summary>One walk through a data set in batches of bounded memory, with noise of the seed alone.</summary>
internal static class EvaluationPass
{
    // About 160 MB for 100 float32 copies of a batch; a function of the shape alone, as the noise goes by batches.
    internal const int ValuesPerBatch = 400_000;
    private const int MostImages = 500;
    private const int LeastImages = 16;

    /// <summary>How many images of a shape one batch holds.</summary>
    public static int BatchSize(ImageShape shape) => Math.Clamp(ValuesPerBatch / shape.Values, LeastImages, MostImages);

    /// <summary>Visits every image once, in order.</summary>
    public static void Run(
        VariationalAutoencoder model,
        ImageDataset images,
        Binarization binarization,
        ulong seed,
        Device? device,
        IProgress<double>? progress,
        Action<EvaluationBatch> visit)
    {
        int highest = images.Labels.DefaultIfEmpty().Max();
        if ((model.Shape.EncoderSeesLabels || model.Shape.SamplesByLabel) && highest >= model.Shape.Classes)
        {
            throw new ArgumentException(
                $"{images.Name} has images of class {highest}; expected classes 0 to {model.Shape.Classes - 1}, those of this model.",
                nameof(images));
        }

        using var mode = new EvaluationMode(model);
        Walk(images, binarization, seed, device ?? DeviceOf(model), progress, visit);
    }

    /// <summary>The same walk without a model.</summary>
    public static void Walk(
        ImageDataset images,
        Binarization binarization,
        ulong seed,
        Device device,
        IProgress<double>? progress,
        Action<EvaluationBatch> visit)
    {
        if (images.Count == 0)
        {
            throw new ArgumentException(
                $"{images.Name} has no images here; evaluation needs at least one.", nameof(images));
        }

        using NativeWork work = NativeWork.Begin();
        using var tensors = new ImageTensors(images, device);
        int size = BatchSize(images.Shape);
        for (int first = 0, position = 0; first < images.Count; first += size, position++)
        {
            NativeWork.Breathe();
            using var scope = NewDisposeScope();
            using var random = new RandomStream(seed, RandomUse.Evaluation, position, device);
            int count = Math.Min(size, images.Count - first);
            ImageBatch batch = tensors.Batch([.. Enumerable.Range(first, count)], binarization, random);
            Tensor grey = binarization == Binarization.None
                ? batch.X
                : tensors.Batch([.. Enumerable.Range(first, count)], Binarization.None, random).X; // draws nothing
            visit(new EvaluationBatch(first, count, batch.X, grey, batch.Labels, random));
            progress?.Report((double)(first + count) / images.Count);
        }
    }

    /// <summary>A sample of q(z|x); its mean where the encoder was trained to give one point.</summary>
    public static Tensor SamplePosterior(LatentDistribution q, Recipe recipe, RandomStream random) =>
        recipe.Objective.IsDeterministic ? q.Mean : q.Sample(random);

    /// <summary>Where a model's weights are.</summary>
    public static Device DeviceOf(VariationalAutoencoder model) => model.parameters().First().device;

    /// <summary>Copies one number for each image of a batch to its place among all.</summary>
    public static void Store(Tensor values, double[] target, int first)
    {
        using Tensor copy = values.to(ScalarType.Float64).cpu();
        copy.data<double>().CopyTo(target.AsSpan(first, (int)values.shape[0]));
    }
}

/// <summary>A batch of a walk.</summary>
/// <param name="First">Number of its first image in the data set.</param>
/// <param name="Count">How many images it holds.</param>
/// <param name="X">Values in [0, 1], binarised where the recipe says so; shape [B, C, H, W].</param>
/// <param name="Grey">The same, never binarised; shape [B, C, H, W].</param>
/// <param name="Labels">Classes; int64, shape [B].</param>
/// <param name="Random">This batch's own numbers.</param>
internal sealed record EvaluationBatch(int First, int Count, Tensor X, Tensor Grey, Tensor Labels, RandomStream Random);
