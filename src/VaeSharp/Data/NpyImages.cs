using System.Buffers.Binary;
using VaeSharp.Storage;

namespace VaeSharp.Data;

/// <summary>Images of NumPy arrays: one or a batch, uint8 or numbers from 0 to 1.</summary>
internal static class NpyImages
{
    /// <summary>The ending of such a file's name.</summary>
    public const string Extension = ".npy";

    private const int BlockBytes = 1 << 16;

    /// <summary>Whether bytes begin as such a file does.</summary>
    public static bool IsNpy(ReadOnlySpan<byte> bytes) => bytes.StartsWith(NpyHeader.Prefix[..6]);

    /// <summary>Reads the images of a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="shape">Of each image; arrays are not resized.</param>
    /// <exception cref="DataFormatException">It holds no such images.</exception>
    public static PixelBlock Read(string path, ImageShape shape)
    {
        DiskEntry.DemandReadable(path);
        using FileStream stream = File.OpenRead(path);
        return Read(stream, path, shape);
    }

    /// <summary>The same from a stream that knows its length.</summary>
    public static PixelBlock Read(Stream stream, string name, ImageShape shape)
    {
        NpyHeader header;
        try
        {
            header = NpyHeader.Read(stream, name);
        }
        catch (InvalidDataException fault)
        {
            throw new DataFormatException(name, 0, $"another file ({fault.Message})", "an array of images", fault);
        }

        (int size, Func<byte[], int, double>? value) = Element(header.ElementType, name);
        (int count, bool last) = Layout(header, name, shape);
        long expected = (long)count * shape.Values * size;
        if (stream.Length - stream.Position != expected)
        {
            throw new DataFormatException(
                name, stream.Position, $"{stream.Length - stream.Position} bytes of values",
                $"{expected}, for the shape {header.ShapeText}");
        }

        PictureDecoding.DemandRoom(count, shape);
        var pixels = new byte[count * shape.Values];
        if (value is null)
        {
            stream.ReadExactly(pixels);
        }
        else
        {
            ReadReals(stream, name, pixels, size, value);
        }

        return new(shape, count, last ? Planes(pixels, shape) : pixels);
    }

    private static (int Size, Func<byte[], int, double>? Value) Element(string type, string name) => type switch
    {
        "|u1" => (1, null),
        "<f2" => (2, (bytes, at) => (double)BinaryPrimitives.ReadHalfLittleEndian(bytes.AsSpan(at))),
        "<f4" => (4, (bytes, at) => BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(at))),
        "<f8" => (8, (bytes, at) => BinaryPrimitives.ReadDoubleLittleEndian(bytes.AsSpan(at))),
        _ => throw new DataFormatException(
            name, 0, $"elements of type '{type}'", "uint8 ('|u1') from 0 to 255, or float32 ('<f4') from 0 to 1"),
    };

    // Planes as libraries of learning have them, or channels last as libraries of pictures do.
    private static (int Count, bool ChannelsLast) Layout(NpyHeader header, string name, ImageShape shape)
    {
        int[] planes = [shape.Channels, shape.Height, shape.Width], last = [shape.Height, shape.Width, shape.Channels];
        int[] found = header.Shape;
        if (shape.Channels == 1)
        {
            found = found switch
            {
                [int height, int width] => [1, height, width],
                [int batch, int height, int width] when height == shape.Height && width == shape.Width => [batch, 1, height, width],
                _ => found,
            };
        }

        int count = found.Length == 4 ? found[0] : 1;
        int[] each = found.Length == 4 ? found[1..] : found;
        return count > 0 && each.AsSpan().SequenceEqual(planes) ? (count, false)
            : count > 0 && each.AsSpan().SequenceEqual(last) ? (count, true)
            : throw new DataFormatException(
                name, 0, $"an array of shape {header.ShapeText}",
                $"({string.Join(", ", planes)}) or a batch of such: the model's images are {shape}");
    }

    private static void ReadReals(Stream stream, string name, byte[] pixels, int size, Func<byte[], int, double> value)
    {
        var block = new byte[BlockBytes];
        for (int done = 0; done < pixels.Length;)
        {
            int some = Math.Min(BlockBytes / size, pixels.Length - done);
            stream.ReadExactly(block, 0, some * size);
            for (int i = 0; i < some; i++, done++)
            {
                double x = value(block, i * size);
                pixels[done] = x is >= 0 and <= 1
                    ? (byte)Math.Round(255 * x)
                    : throw new DataFormatException(
                        name, stream.Position - ((some - i) * size), FormattableString.Invariant($"the value {x}"),
                        "numbers from 0 to 1; for 0 to 255 store the array as uint8");
            }
        }
    }

    private static byte[] Planes(byte[] pixels, ImageShape shape)
    {
        var planes = new byte[pixels.Length];
        int plane = shape.Height * shape.Width;
        for (int i = 0; i < pixels.Length; i++)
        {
            (int image, int at) = Math.DivRem(i, shape.Values);
            planes[(image * shape.Values) + (at % shape.Channels * plane) + (at / shape.Channels)] = pixels[i];
        }

        return planes;
    }
}
