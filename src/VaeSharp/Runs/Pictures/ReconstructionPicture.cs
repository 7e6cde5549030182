using VaeSharp.Data;
using VaeSharp.Imaging;
using VaeSharp.Models;

namespace VaeSharp.Runs.Pictures;

/// <summary>Images beside their reconstructions.</summary>
/// <param name="Images">Of the model's shape.</param>
/// <param name="Indices">Which of them, in order.</param>
public sealed record ReconstructionPicture(ImageDataset Images, IReadOnlyList<int> Indices)
{
    private const int Columns = 6;

    /// <summary>The picture: each image beside what the model keeps of it.</summary>
    /// <exception cref="RunException">There is no such image.</exception>
    public ImageGrid Draw(TrainedModel run)
    {
        string[] captions = [.. Indices.Where(i => i < Images.Count).Select(i => Images.ClassNames[Images.Labels[i]])];
        IReadOnlyList<ImageCell> cells = TrainedModel.Compute(() =>
        {
            ImageBatch batch = run.Batch(Images, [.. Indices]);
            return ImageCells.Pairs(batch.X, run.Model.Reconstruct(batch.X, batch.Labels), captions);
        });
        return new ImageGrid(Images.Shape, cells, Math.Min(Columns, Indices.Count))
        {
            Title = $"{run.Name}: reconstructions",
            Legend = $"left: test image · right: reconstruction · test images {Indices[0]} to {Indices[^1]}",
        };
    }
}
