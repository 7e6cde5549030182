using System.Globalization;
using VaeSharp.Data;
using VaeSharp.Evaluation;
using VaeSharp.Imaging;

namespace VaeSharp.Runs.Pictures;

/// <summary>Samples beside the training images that are nearest to them, which shows whether the model copies.</summary>
internal static class CopyPicture
{
    private const int Each = 3;

    /// <summary>Draws it: a row a sample, to its right the nearest by pixels, then by the judge's features.</summary>
    /// <param name="quality">With the samples and the training images.</param>
    /// <param name="name">Of the model.</param>
    public static ImageGrid Draw(SampleQuality quality, string name)
    {
        ImageDataset train = quality.TrainingImages;
        ImageCell[] cells =
        [
            .. quality.Neighbours(Each).SelectMany(row => (ImageCell[])
            [
                ImageCell.Of(row.Samples.Image(row.Index).ToArray(), "sample"),
                .. row.ByPixels.Select(near => Cell(near, "F3")), .. row.ByFeatures.Select(near => Cell(near, "F1")),
            ]),
        ];
        return new ImageGrid(train.Shape, cells, 1 + (2 * Each))
        {
            Title = $"{name}: nearest training images",
            Legend = $"left: the sample · then the {Each} nearest by pixels, then the {Each} nearest by the classifier's features, "
                + "with their distances",
        };

        ImageCell Cell(NearImage near, string format) =>
            ImageCell.Of(train.Image(near.Index).ToArray(), near.Distance.ToString(format, CultureInfo.InvariantCulture));
    }
}
