namespace VaeSharp.Data;

/// <summary>What to learn from, what to choose by, and what to report on.</summary>
/// <param name="Train">The images that gradients see.</param>
/// <param name="Validation">Images held back from the training set; may be empty.</param>
/// <param name="Test">The data set's own test images.</param>
public sealed record DatasetSplits(ImageDataset Train, ImageDataset Validation, ImageDataset Test)
{
    // Never changes, so that every run of every version holds back the same images.
    private const ulong SplitSeed = 0x5661_6553_6861_7270;

    /// <summary>Holds back <paramref name="validationCount"/> images of the training set by a fixed rule.</summary>
    /// <param name="train">The whole training set.</param>
    /// <param name="test">The test set.</param>
    /// <param name="validationCount">How many to hold back; less than the training set has. 0 for none.</param>
    /// <param name="limit">Keep only the first so many images of each part, after the cut.</param>
    /// <remarks>
    /// The choice depends on the number of training images alone, not on classes or on the run's seed. Both parts
    /// keep the file's order.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">A count is negative, or leaves nothing to train on.</exception>
    public static DatasetSplits Cut(ImageDataset train, ImageDataset test, int validationCount, int? limit = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(validationCount);
        if (validationCount > 0 && validationCount >= train.Count)
        {
            throw new ArgumentOutOfRangeException(nameof(validationCount), validationCount,
                $"{train.Name} has {train.Count} training images; fewer must be held back for validation.");
        }

        if (limit is { } asked)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(asked, 1, nameof(limit));
        }

        int[] order = new CounterRandom(SplitSeed, stream: 0).Permutation(train.Count);
        Array.Sort(order, 0, validationCount);
        Array.Sort(order, validationCount, order.Length - validationCount);
        int keep = limit ?? int.MaxValue;
        ReadOnlySpan<int> held = order.AsSpan(0, validationCount);
        ReadOnlySpan<int> rest = order.AsSpan(validationCount);
        return new(
            validationCount == 0 ? train.Take(keep) : train.Select(rest[..Math.Min(keep, rest.Length)]),
            train.Select(held[..Math.Min(keep, held.Length)]),
            test.Take(keep));
    }
}
