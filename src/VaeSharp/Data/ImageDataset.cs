using System.Security.Cryptography;

namespace VaeSharp.Data;

/// <summary>Labelled images of one shape, kept as the bytes they were stored in.</summary>
public sealed class ImageDataset
{
    private const int BlockImages = 1024;

    private string? _digest;

    /// <summary>Takes the arrays as they are, without a copy.</summary>
    /// <param name="name">A short name such as <c>mnist</c>.</param>
    /// <param name="shape">C, H and W, the same for all.</param>
    /// <param name="pixels">Count×C×H×W values, image after image, each in planes.</param>
    /// <param name="labels">Count class numbers.</param>
    /// <param name="classNames">What class number i is called; at most 256.</param>
    /// <exception cref="ArgumentException">The lengths do not agree, or a label has no class.</exception>
    public ImageDataset(
        string name, ImageShape shape, byte[] pixels, byte[] labels, IReadOnlyList<string> classNames)
    {
        if (shape.Channels < 1 || shape.Height < 1 || shape.Width < 1)
        {
            throw new ArgumentException($"Images of {name} have the shape {shape}; each side must be at least 1.");
        }

        if (pixels.LongLength != (long)labels.Length * shape.Values)
        {
            throw new ArgumentException(
                $"{name} has {pixels.Length} pixel values for {labels.Length} labels; "
                + $"shape {shape} demands {(long)labels.Length * shape.Values}.");
        }

        int wrong = classNames.Count > byte.MaxValue
            ? -1
            : labels.AsSpan().IndexOfAnyInRange((byte)classNames.Count, byte.MaxValue);
        if (wrong >= 0)
        {
            throw new ArgumentException(
                $"Image {wrong} of {name} has the label {labels[wrong]}; there are {classNames.Count} classes.");
        }

        Name = name;
        Shape = shape;
        Pixels = pixels;
        Labels = labels;
        ClassNames = classNames;
    }

    /// <summary>A short name such as <c>mnist</c>.</summary>
    public string Name { get; }

    /// <summary>C, H and W, the same for all.</summary>
    public ImageShape Shape { get; }

    /// <summary>How many images there are.</summary>
    public int Count => Labels.Length;

    /// <summary>All pixel values: Count×C×H×W, image after image, each in planes, 0 to 255.</summary>
    public byte[] Pixels { get; }

    /// <summary>The class number of each image.</summary>
    public byte[] Labels { get; }

    /// <summary>What each class number is called.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>SHA-256 over the pixels, then the labels, in lower-case hexadecimal; computed once.</summary>
    public string Digest => _digest ??= ComputeDigest();

    /// <summary>The C×H×W values of image <paramref name="index"/>.</summary>
    public ReadOnlySpan<byte> Image(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        return Pixels.AsSpan(index * Shape.Values, Shape.Values);
    }

    /// <summary>The first <paramref name="count"/> images, or all when there are fewer.</summary>
    public ImageDataset Take(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return count >= Count
            ? this
            : new(Name, Shape, Pixels[..(count * Shape.Values)], Labels[..count], ClassNames);
    }

    /// <summary>At most <paramref name="count"/> images, in their order, in which each class has its share.</summary>
    /// <param name="count">Images that are left, at least 0.</param>
    /// <returns>The first so many, where each class has at least half of an even share among them, as in data that was shuffled;
    /// else the first image of each class, then the second of each, and so on, as many as there shall be.</returns>
    public ImageDataset Spread(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (count >= Count)
        {
            return this;
        }

        var all = new int[ClassNames.Count];
        var first = new int[ClassNames.Count];
        var turn = new int[Count]; // how many images of its class come before an image
        for (int i = 0; i < Count; i++)
        {
            turn[i] = all[Labels[i]]++;
            first[Labels[i]] += i < count ? 1 : 0;
        }

        double share = (double)count / Math.Max(1, all.Count(images => images > 0));
        return Enumerable.Range(0, all.Length).All(c => first[c] >= Math.Min(all[c], Math.Floor(share / 2)))
            && first.Count(images => images > 0) >= Math.Min(count, all.Count(images => images > 0))
            ? Take(count)
            : Select([.. Enumerable.Range(0, Count).OrderBy(i => turn[i]).Take(count).Order()]);
    }

    /// <summary>The images at <paramref name="indices"/>, in that order.</summary>
    public ImageDataset Select(ReadOnlySpan<int> indices)
    {
        int[] chosen = indices.ToArray();
        int values = Shape.Values;
        var pixels = new byte[checked(chosen.Length * values)];
        var labels = new byte[chosen.Length];
        // In blocks for all processors: the first touch of new memory takes longer than the copy.
        InParallel.For((chosen.Length + BlockImages - 1) / BlockImages, block =>
        {
            for (int i = block * BlockImages; i < Math.Min(chosen.Length, (block + 1) * BlockImages); i++)
            {
                Image(chosen[i]).CopyTo(pixels.AsSpan(i * values));
                labels[i] = Labels[chosen[i]];
            }
        });
        return new(Name, Shape, pixels, labels, ClassNames);
    }

    private string ComputeDigest()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Pixels);
        hash.AppendData(Labels);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
