namespace VaeSharp.Data;

/// <summary>Many pictures into one array, on all processors.</summary>
internal static class PictureDecoding
{
    /// <summary>Decodes pictures; what cannot be read is told with what could.</summary>
    /// <param name="paths">Where they lie.</param>
    /// <param name="shape">Of each image; null for that of the pictures, which must all have one size then.</param>
    /// <param name="options">Resizing and background.</param>
    /// <exception cref="DatasetUnavailableException">The sizes differ, or they do not fit into memory.</exception>
    public static DecodedPictures Decode(
        IReadOnlyList<string> paths, ImageShape? shape, PictureOptions options)
    {
        var reasons = new string?[paths.Count];
        ImageShape target = shape ?? CommonShape(paths, reasons);
        DemandRoom(paths.Count, target);
        var pixels = new byte[paths.Count * target.Values];
        var transparent = new bool[paths.Count];
        InParallel.For(paths.Count, i =>
        {
            reasons[i] ??= Reason(paths[i], () => transparent[i] = PictureFile.Read(
                paths[i], pixels.AsSpan(i * target.Values, target.Values), target, options));
        });
        BadPicture[] bad =
        [
            .. reasons.Select((reason, i) => (reason, i)).Where(pair => pair.reason is not null)
                .Select(pair => new BadPicture(paths[pair.i], pair.reason!)),
        ];
        int[] good = [.. Enumerable.Range(0, paths.Count).Where(i => reasons[i] is null)];
        int count = bad.Length == 0 ? paths.Count : MoveUp(pixels, target.Values, good);
        return new(
            new(target, count, bad.Length == 0 ? pixels : pixels[..(count * target.Values)]),
            [.. Enumerable.Range(0, paths.Count).Where(i => reasons[i] is not null)], bad,
            good.Count(i => transparent[i]));
    }

    /// <summary>Why a picture that could not be read cannot be read.</summary>
    public static BadPicture Again(string path, ImageShape shape, PictureOptions options)
    {
        ImageShape colour = shape with { Channels = 3 };
        string? reason = Reason(path, () => PictureFile.Read(path, new byte[colour.Values], colour, options));
        return new(path, reason ?? $"{path} could not be read before.");
    }

    /// <summary>For as many images as memory must hold.</summary>
    /// <exception cref="DatasetUnavailableException">It has not so much.</exception>
    public static void DemandRoom(long count, ImageShape shape)
    {
        // The images and their parts are there at once while they are taken apart.
        long most = Math.Min(Array.MaxLength, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 3);
        if ((UInt128)(ulong)count * (ulong)shape.Values > (ulong)most)
        {
            throw new DatasetUnavailableException(
                $"{count} pictures of {shape} take {(double)count * shape.Values / (1 << 30):F1} GiB; there is room for "
                + $"{most / (double)(1 << 30):F1}. Ask for a smaller size (data.size).");
        }
    }

    private static ImageShape CommonShape(IReadOnlyList<string> paths, string?[] reasons)
    {
        var shapes = new ImageShape[paths.Count];
        InParallel.For(shapes.Length, i => reasons[i] = Reason(paths[i], () => shapes[i] = PictureFile.ReadShape(paths[i])));
        int first = Array.FindIndex(reasons, reason => reason is null);
        if (first < 0)
        {
            return new(3, 1, 1);
        }

        int other = Enumerable.Range(0, shapes.Length)
            .FirstOrDefault(i => reasons[i] is null && shapes[i] != shapes[first], -1);
        return other < 0
            ? shapes[first]
            : throw new DatasetUnavailableException(
                $"{paths[first]} has {shapes[first].Height}×{shapes[first].Width} pixels and "
                + $"{paths[other]} has {shapes[other].Height}×{shapes[other].Width}. "
                + "Give them one size, or ask for a size that all are resized to (data.size).");
    }

    /// <summary>Why reading fails; null where it does not.</summary>
    public static string? Reason(string path, Action read)
    {
        try
        {
            read();
            return null;
        }
        catch (DataFormatException fault)
        {
            return fault.Message;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return fault.Message.Contains(path, StringComparison.Ordinal) ? fault.Message : $"{path}: {fault.Message}";
        }
    }

    private static int MoveUp(byte[] pixels, int values, int[] good)
    {
        for (int to = 0; to < good.Length; to++)
        {
            pixels.AsSpan(good[to] * values, values).CopyTo(pixels.AsSpan(to * values));
        }

        return good.Length;
    }
}

/// <summary>What came of many pictures.</summary>
/// <param name="Images">Of those that could be read, in their order; three channels.</param>
/// <param name="BadIndices">Which of the pictures could not be read.</param>
/// <param name="Bad">The same, with reasons.</param>
/// <param name="Transparent">Through how many the background shows.</param>
internal sealed record DecodedPictures(
    PixelBlock Images, IReadOnlyList<int> BadIndices, IReadOnlyList<BadPicture> Bad, int Transparent);
