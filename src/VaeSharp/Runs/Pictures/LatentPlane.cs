using System.Globalization;
using VaeSharp.Data;
using VaeSharp.Evaluation;
using VaeSharp.Imaging;

namespace VaeSharp.Runs.Pictures;

/// <summary>The latent space of a model with two dimensions: what each place decodes to, and where images lie in it.</summary>
internal static class LatentPlane
{
    private const int Scale = 2;

    /// <summary>What a grid of latents decodes to.</summary>
    /// <param name="run">A model with two latent dimensions.</param>
    /// <param name="side">Images in a row and in a column.</param>
    /// <param name="label">The class that a conditional model draws; the first where null.</param>
    /// <exception cref="RunException">The model has codes, or another number of dimensions.</exception>
    public static ImageGrid Decoded(TrainedModel run, int side = 20, int? label = null)
    {
        DemandPlane(run);
        int? given = run.Model.Shape.DecoderSeesLabels ? label ?? 0 : null;
        (IReadOnlyList<ImageCell> cells, string[] axis) = TrainedModel.Compute(() => (
            ImageCells.Of(LatentGrid.Manifold(run.Model, side, given).flatten(0, 1)), // [side², C, H, W]
            (string[])[.. LatentGrid.Coordinates(side).data<float>().Select(At)]));
        string drawn = given is { } one ? $" of class {run.ClassNames[one]}" : "";
        return new ImageGrid(run.Model.Shape.Images, cells, side)
        {
            Scale = Scale,
            Title = $"{run.Name}: the latent plane",
            Legend = $"mean images of p(x|z){drawn} · across z0, upwards z1, in equal shares of the prior's probability",
            ColumnHeadings = axis,
            RowHeadings = [.. axis.Reverse()],
        };
    }

    private static string At(float coordinate) => coordinate.ToString("0.0#;−0.0#", CultureInfo.InvariantCulture);

    /// <summary>The posterior means of images, coloured by class.</summary>
    /// <param name="run">A model with two latent dimensions.</param>
    /// <param name="images">Of the model's shape.</param>
    /// <param name="progress">Receives the share of the images that is done, 0 to 1.</param>
    /// <exception cref="RunException">The model has codes, or another number of dimensions.</exception>
    public static ScatterPlot Encoded(TrainedModel run, ImageDataset images, IProgress<StageProgress>? progress = null)
    {
        DemandPlane(run);
        Encodings encodings = run.Encode(images, seed: 0, progress.Stage("Encoding the test images", Stages.Images(images.Count)));
        float[] means = encodings.Means;
        return new ScatterPlot(
            [.. Enumerable.Range(0, encodings.Count).Select(i => (means[2 * i], means[(2 * i) + 1]))],
            [.. encodings.Labels.Select(label => (int)label)],
            images.ClassNames)
        {
            Title = $"{run.Name}: posterior means of {encodings.Count} test images"
                + (run.Model.Shape.EncoderSeesLabels ? "; the encoder was given their labels" : ""),
        };
    }

    private static void DemandPlane(TrainedModel run)
    {
        run.RefuseCodes("no latent plane");
        if (run.Model.Shape.Latents != 2)
        {
            throw run.Fault(
                RunFault.NotAPlane, $"{run.Name} has {run.Model.Shape.Latents} latent dimensions; a manifold needs 2.");
        }
    }
}
