using VaeSharp.Data;
using VaeSharp.Imaging;
using VaeSharp.Models;
using static TorchSharp.torch;

namespace VaeSharp.Runs.Pictures;

/// <summary>Images beside what a conditional model makes of them when it is given these labels.</summary>
/// <param name="Images">Of the model's shape, with their true labels.</param>
/// <param name="GivenLabels">One for each of <paramref name="Images"/>.</param>
/// <param name="Seed">Chooses the images, so that two pictures of other labels show the same ones.</param>
internal sealed record RelabellingPicture(ImageDataset Images, byte[] GivenLabels, ulong Seed)
{
    private const int Pictured = 25;
    private const int Columns = 5;

    /// <summary>The picture: each image beside its reconstruction with the given label, 25 at most.</summary>
    public ImageGrid Draw(TrainedModel run)
    {
        int count = Math.Min(Pictured, Images.Count);
        int[] indices = new CounterRandom(Seed, stream: 0).Permutation(Images.Count)[..count];
        IReadOnlyList<ImageCell> pairs = TrainedModel.Compute(() =>
        {
            ImageBatch batch = run.Batch(Images, indices);
            Tensor labels = tensor(indices.Select(i => (long)GivenLabels[i]).ToArray(), device: run.Device); // [count]
            return ImageCells.Pairs(batch.X, run.Model.Reconstruct(batch.X, labels));
        });
        var cells = pairs.Zip(indices, (cell, i) => cell with
        {
            Caption = $"actual {Images.ClassNames[Images.Labels[i]]} · given {Images.ClassNames[GivenLabels[i]]}",
            Emphasised = Images.Labels[i] != GivenLabels[i],
        });
        bool right = ReferenceEquals(GivenLabels, Images.Labels);
        return new ImageGrid(Images.Shape, [.. cells], Columns)
        {
            Title = $"{run.Name}: reconstructions with {(right ? "the right labels" : "wrong labels")}",
            Legend = "left: test image · right: reconstruction with the given label",
        };
    }
}
