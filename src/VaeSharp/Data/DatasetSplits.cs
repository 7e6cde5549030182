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
    /// <param name="limit">Keep only so many images of each part, after the cut: see <see cref="ImageDataset.Spread"/>.</param>
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
            throw new ArgumentOutOfRangeException(
                nameof(validationCount),
                $"{validationCount} images of {train.Name} are to be held back for validation; it has {train.Count} training images, and "
                + "one at least must be left.");
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(limit ?? 1, 1, nameof(limit));
        int[] order = new CounterRandom(SplitSeed, stream: 0).Permutation(train.Count);
        return Parts(train, test, order[..validationCount], order[validationCount..], limit);
    }

    /// <summary>The same of a data set that may have validation images of its own, or keys that say which are held back.</summary>
    internal static DatasetSplits Cut(WholeDataset whole, DatasetRequest request)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(request.Limit ?? 1, 1, nameof(request.Limit));
        int count = request.ValidationCountOf(whole.Train.Count);
        if (whole.Validation is { } own)
        {
            return Limited(whole.Train, own, whole.Test, request.Limit);
        }

        if (whole.TrainKeys is not { } keys || count == 0 || count >= whole.Train.Count)
        {
            return Cut(whole.Train, whole.Test, count, request.Limit);
        }

        int[] order = [.. Enumerable.Range(0, keys.Count).OrderBy(i => keys[i])];
        if (request.ValidationCount == DatasetRequest.DefaultValidationCount && keys.Any(IsHeld) && !keys.All(IsHeld))
        {
            order = [.. order.OrderBy(i => !IsHeld(keys[i]))];
            count = keys.Count(IsHeld);
        }

        return Parts(whole.Train, whole.Test, order[..count], order[count..], request.Limit);

        // Test images are those whose key ends in 0.
        static bool IsHeld(ulong key) => key % 10 == 1;
    }

    private static DatasetSplits Parts(ImageDataset train, ImageDataset test, int[] held, int[] rest, int? limit)
    {
        Array.Sort(held);
        Array.Sort(rest);
        return Limited(held.Length == 0 ? train : train.Select(rest), train.Select(held), test, limit);
    }

    private static DatasetSplits Limited(ImageDataset train, ImageDataset validation, ImageDataset test, int? limit) =>
        limit is { } most
            ? new(train.Spread(most), validation.Spread(most), test.Spread(most))
            : new(train, validation, test);
}
