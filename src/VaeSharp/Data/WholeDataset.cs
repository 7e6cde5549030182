namespace VaeSharp.Data;

/// <summary>A data set as published, before images are held back for validation.</summary>
internal sealed record WholeDataset(ImageDataset Train, ImageDataset Test)
{
    /// <summary>Validation images of its own; null where they are held back from the training images.</summary>
    public ImageDataset? Validation { get; init; }

    /// <summary>A number for each training image by which it is held back or not, whichever others there are; null where the
    /// number of images decides.</summary>
    public IReadOnlyList<ulong>? TrainKeys { get; init; }
}
