namespace VaeSharp.Data;

/// <summary>A person's own pictures as images of a model's shape: PNG, JPEG, WebP, BMP and GIF files, <c>.npy</c> arrays, and folders
/// of these.</summary>
/// <remarks>
/// Pictures are resized, arrays are not. A picture stands upright as its orientation mark says; colours become grey (BT.601 luma) for
/// one channel. Memory: the images, and up to 512 MiB while large pictures are decoded. <see cref="EncodePng"/> is the way back.
/// </remarks>
/// <param name="shape">Of each image: one channel, grey, or three: red, green, blue.</param>
/// <param name="options">How pictures become images.</param>
public sealed class PictureReader(ImageShape shape, PictureOptions? options = null)
{
    private const int MostStreamBytes = 256 << 20;

    private readonly PictureOptions _options = options ?? new();

    /// <summary>Of each image.</summary>
    public ImageShape Shape { get; } = shape is { Channels: 1 or 3, Height: > 0, Width: > 0 }
        ? shape
        : throw new ArgumentException($"Pictures cannot become images of {shape}; expected 1 or 3 channels.", nameof(shape));

    /// <summary>Reads one image.</summary>
    /// <param name="path">A picture, or a <c>.npy</c> of a single image.</param>
    /// <returns>C×H×W values, 0 to 255.</returns>
    /// <exception cref="DataFormatException">It is no picture, is cut off, damaged or too large.</exception>
    /// <exception cref="IOException">There is no such file, or it is a pipe or a device.</exception>
    public byte[] Read(string path)
    {
        if (IsArray(path))
        {
            return Single(NpyImages.Read(path, Shape), path);
        }

        var planes = new byte[3 * Shape.Height * Shape.Width];
        PictureFile.Read(path, planes, Shape with { Channels = 3 }, _options);
        return InChannels(planes);
    }

    /// <summary>Reads one image from a stream, to its end.</summary>
    /// <param name="stream">The bytes of a picture file, or of a <c>.npy</c> of a single image; at most 256 MiB.</param>
    /// <param name="name">What messages call it.</param>
    /// <returns>C×H×W values, 0 to 255.</returns>
    /// <exception cref="DataFormatException">It is no picture, is cut off, damaged or too large.</exception>
    public byte[] Read(Stream stream, string name)
    {
        using var bounded = new BoundedStream(stream, MostStreamBytes, name);
        using var memory = new MemoryStream();
        bounded.CopyTo(memory);
        byte[] bytes = memory.ToArray();
        if (NpyImages.IsNpy(bytes))
        {
            return Single(NpyImages.Read(new MemoryStream(bytes), name, Shape), name);
        }

        var planes = new byte[3 * Shape.Height * Shape.Width];
        PictureFile.Read(bytes, name, planes, Shape with { Channels = 3 }, _options);
        return InChannels(planes);
    }

    /// <summary>An image as the bytes of a PNG file.</summary>
    /// <param name="image">C×H×W values, 0 to 255.</param>
    /// <exception cref="ArgumentException">The number of values is another.</exception>
    public byte[] EncodePng(ReadOnlySpan<byte> image) => PngFile.Encode(image, Shape);

    /// <summary>Reads files and folders, in the order in which they are given; what lies in a folder in ordinal order of paths.</summary>
    /// <param name="paths">Pictures, <c>.npy</c> files of one image or of a batch, and folders of these, with all below.</param>
    /// <exception cref="BadPicturesException">Some cannot be read, and are not to be skipped; all are named.</exception>
    /// <exception cref="DatasetUnavailableException">There are none, or they do not fit into memory.</exception>
    public PictureSet ReadAll(params IReadOnlyList<string> paths)
    {
        var files = new List<(string Path, PictureItem Item)>();
        var others = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (string path in paths.Select(DataPath.Absolute))
        {
            if (!Directory.Exists(path))
            {
                files.Add((path, new(Path.GetFileName(path), null)));
                continue;
            }

            FolderWalk walk = FolderWalk.Through(path, name => PictureFile.HasExtension(name) || IsArray(name));
            files.AddRange(walk.Pictures.Select(name => (Path.Combine(walk.Top, name), PictureItem.In(name))));
            foreach ((string ending, int count) in walk.Others)
            {
                others[ending] = others.GetValueOrDefault(ending) + count;
            }
        }

        if (files.Count == 0)
        {
            throw new DatasetUnavailableException(
                $"There are no pictures in {string.Join(", ", paths)}; expected {string.Join(", ", PictureFile.Extensions)} or "
                + $"{NpyImages.Extension}{(others.Count > 0 ? $", found {string.Join(", ", others.Keys)}" : "")}.");
        }

        return Joined(files, others.Values.Sum());
    }

    private PictureSet Joined(List<(string Path, PictureItem Item)> files, int leftOut)
    {
        var bad = new List<BadPicture>();
        (string Path, PictureItem Item)[] pictures = [.. files.Where(file => !IsArray(file.Path))];
        DecodedPictures? decoded = null;
        if (pictures.Length > 0)
        {
            // Bad arrays are told together with bad pictures.
            decoded = PictureDecoding.Decode(
                [.. pictures.Select(file => file.Path)], Shape with { Channels = 3 }, _options);
            bad.AddRange(decoded.Bad);
        }

        PixelBlock? images = decoded is null ? null : Colours.WithChannels(decoded.Images, Shape.Channels);
        HashSet<string> unread = [.. bad.Select(picture => picture.Path)];
        var items = new List<PictureItem>();
        var blocks = new List<ReadOnlyMemory<byte>>();
        int next = 0;
        foreach ((string path, PictureItem item) in files)
        {
            if (IsArray(path))
            {
                if (Array(path, bad) is { } block)
                {
                    items.AddRange(Enumerable.Range(0, block.Count).Select(
                        i => block.Count == 1 ? item : item with { Name = $"{item.Name}#{i}" }));
                    blocks.Add(block.Pixels);
                }
            }
            else if (!unread.Contains(path))
            {
                items.Add(item);
                blocks.Add(images!.Pixels.AsMemory(next++ * Shape.Values, Shape.Values));
            }
        }

        if (bad.Count > 0 && (!_options.SkipBad || items.Count == 0))
        {
            throw new BadPicturesException(bad, files.Count);
        }

        PictureDecoding.DemandRoom(items.Count, Shape);
        var pixels = new byte[items.Count * Shape.Values];
        int at = 0;
        foreach (ReadOnlyMemory<byte> block in blocks)
        {
            block.Span.CopyTo(pixels.AsSpan(at));
            at += block.Length;
        }

        return new(Shape, pixels, items) { Bad = bad, Transparent = decoded?.Transparent ?? 0, LeftOut = leftOut };
    }

    private PixelBlock? Array(string path, List<BadPicture> bad)
    {
        PixelBlock? block = null;
        if (PictureDecoding.Reason(path, () => block = NpyImages.Read(path, Shape)) is { } reason)
        {
            bad.Add(new(path, reason));
        }

        return block;
    }

    private static bool IsArray(string path) =>
        Path.GetExtension(path).Equals(NpyImages.Extension, StringComparison.OrdinalIgnoreCase);

    private static byte[] Single(PixelBlock images, string name) => images.Count == 1
        ? images.Pixels
        : throw new DataFormatException(name, 0, $"{images.Count} images", "a single one");

    private byte[] InChannels(byte[] planes) =>
        Colours.WithChannels(new(Shape with { Channels = 3 }, 1, planes), Shape.Channels).Pixels;
}
