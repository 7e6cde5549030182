using VaeSharp.Imaging;
using VaeSharp.Models;

namespace VaeSharp.Runs.Pictures;

/// <summary>Images beside their reconstructions, the decoded posterior means.</summary>
/// <param name="Images">As the model takes them.</param>
/// <param name="Indices">Which of them, in order.</param>
internal sealed record ReconstructionPicture(ModelImages Images, IReadOnlyList<int> Indices)
{
    private const int Columns = 6;

    /// <summary>The picture: each image beside its reconstruction.</summary>
    /// <exception cref="RunException">There is no such image.</exception>
    public ImageGrid Draw(TrainedModel run)
    {
        ImageGrid pairs = Pairs(run, Images, Indices, [.. Indices.Where(i => i < Images.Images.Count).Select(Images.Caption)]);
        string shown = Indices.Count == 1 ? Images.NameOf(Indices[0]) : Images.Source;
        string labels = Images.LabelsInWords();
        return pairs with
        {
            Title = $"{run.Name}: reconstructions of {shown}",
            Legend = "left: image · right: reconstruction, the mean image of p(x|z)" + (labels.Length > 0 ? $" · {labels}" : ""),
        };
    }

    /// <summary>Pairs of image and reconstruction under captions.</summary>
    internal static ImageGrid Pairs(TrainedModel run, ModelImages images, IReadOnlyList<int> indices, IReadOnlyList<string> captions)
    {
        IReadOnlyList<ImageCell> cells = TrainedModel.Compute(() =>
        {
            ImageBatch batch = run.Batch(images.Images, [.. indices]);
            return ImageCells.Pairs(batch.X, run.Model.Reconstruct(batch.X, batch.Labels), captions);
        });
        return new ImageGrid(images.Images.Shape, cells, Math.Clamp(indices.Count, 1, Columns));
    }
}
