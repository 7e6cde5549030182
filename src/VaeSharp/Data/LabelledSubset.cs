namespace VaeSharp.Data;

/// <summary>Which images keep their label where only some are to have one: a function of labels and seed alone.</summary>
internal static class LabelledSubset
{
    private const ulong ChoiceStream = 3UL << 32; // apart from the streams of orders and of wrong labels

    /// <summary>Chooses equally many of each class, at random.</summary>
    /// <param name="labels">The class of each image.</param>
    /// <param name="classes">How many classes there are.</param>
    /// <param name="count">How many images to choose; the first classes have one more where it does not divide.</param>
    /// <param name="seed">Equal seeds choose equally.</param>
    /// <returns>Image numbers, in the order in which they were drawn.</returns>
    /// <exception cref="ArgumentException">A class has too few images.</exception>
    public static int[] Choose(ReadOnlySpan<byte> labels, int classes, int count, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        int[] wanted = [.. Enumerable.Range(0, classes).Select(c => (count / classes) + (c < count % classes ? 1 : 0))];
        var chosen = new List<int>(count);
        foreach (int image in new CounterRandom(seed, ChoiceStream).Permutation(labels.Length))
        {
            if (wanted[labels[image]] > 0)
            {
                wanted[labels[image]]--;
                chosen.Add(image);
            }
        }

        int missing = Array.FindIndex(wanted, rest => rest > 0);
        return missing < 0
            ? [.. chosen]
            : throw new ArgumentException(
                $"{count} images shall keep their label, equally many of each class; class {missing} has "
                + $"{wanted[missing]} too few among {labels.Length} images.", nameof(count));
    }
}
