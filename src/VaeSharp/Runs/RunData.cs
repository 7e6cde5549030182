using VaeSharp.Data;

namespace VaeSharp.Runs;

/// <summary>The images that a run saw, by digest.</summary>
/// <param name="Name">Of the data set.</param>
/// <param name="Train">Trained on.</param>
/// <param name="Validation">Measured after each epoch.</param>
/// <param name="Test">Measured once at the end.</param>
internal sealed record RunData(string Name, RunSplit Train, RunSplit Validation, RunSplit Test)
{
    /// <summary>Computes the digest of each split.</summary>
    public static RunData Of(DatasetSplits splits) => new(
        splits.Train.Name, RunSplit.Of(splits.Train), RunSplit.Of(splits.Validation), RunSplit.Of(splits.Test));
}

/// <summary>What tells images from others: how many there are, and a digest.</summary>
/// <param name="Images">In the split; 0 for none.</param>
/// <param name="Sha256">Over pixels and labels.</param>
internal sealed record RunSplit(int Images, string Sha256)
{
    internal static RunSplit Of(ImageDataset images) => new(images.Count, images.Digest);
}
