using System.Runtime.InteropServices;
using System.Text;
using VaeSharp.Storage;

namespace VaeSharp.Export;

/// <summary>Arrays in NumPy's format 1.0, which <c>numpy.load</c> reads without any permission to run code.</summary>
/// <remarks>Source: NumPy Enhancement Proposal 1. The header's end is aligned to 64 bytes.</remarks>
internal static class NpyFile
{
    private const int Alignment = 64;

    /// <summary>Writes float32 values in row-major order.</summary>
    /// <param name="path">The file to replace; it holds the old array or the whole new one.</param>
    /// <param name="values">As many values as the product of the shape.</param>
    /// <param name="shape">The sizes of the dimensions; empty for a single number.</param>
    /// <exception cref="ArgumentException">The shape does not fit the number of values.</exception>
    public static void Write(string path, ReadOnlyMemory<float> values, params ReadOnlySpan<int> shape) =>
        Write(path, "<f4", values.Length, shape, stream => stream.Write(MemoryMarshal.AsBytes(values.Span)));

    /// <summary>Writes bytes, such as pixels, in row-major order.</summary>
    /// <inheritdoc cref="Write(string, ReadOnlyMemory{float}, ReadOnlySpan{int})"/>
    public static void Write(string path, ReadOnlyMemory<byte> values, params ReadOnlySpan<int> shape) =>
        Write(path, "|u1", values.Length, shape, stream => stream.Write(values.Span));

    /// <summary>Writes int64 values, such as labels, in row-major order.</summary>
    /// <inheritdoc cref="Write(string, ReadOnlyMemory{float}, ReadOnlySpan{int})"/>
    public static void Write(string path, ReadOnlyMemory<long> values, params ReadOnlySpan<int> shape) =>
        Write(path, "<i8", values.Length, shape, stream => stream.Write(MemoryMarshal.AsBytes(values.Span)));

    /// <summary>Reads an array of float32 in row-major order.</summary>
    /// <returns>The values in row-major order, and the sizes of the dimensions.</returns>
    /// <exception cref="InvalidDataException">The file is no such array, is cut off or has bytes left over.</exception>
    public static (float[] Values, int[] Shape) ReadSingle(string path)
    {
        DiskEntry.DemandReadable(path);
        using FileStream stream = File.OpenRead(path);
        NpyHeader header = NpyHeader.Read(stream, path);
        if (header.ElementType != "<f4")
        {
            throw new InvalidDataException(
                $"'{path}' holds elements of type '{header.ElementType}'; '<f4' (float32) is expected.");
        }

        long expected = header.Count * sizeof(float);
        long found = stream.Length - stream.Position;
        if (found != expected)
        {
            throw new InvalidDataException(
                $"'{path}' has {found} bytes of values; its shape {header.ShapeText} needs {expected}.");
        }

        var values = new float[header.Count];
        stream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
        return (values, header.Shape);
    }

    private static void Write(string path, string type, int count, ReadOnlySpan<int> shape, Action<Stream> writeValues)
    {
        var header = new NpyHeader(type, shape.ToArray());
        if (header.Count != count)
        {
            throw new ArgumentException(
                $"The shape {header.ShapeText} needs {header.Count} values; found {count} for '{path}'.", nameof(shape));
        }

        string text = header.ToString();
        int unpadded = NpyHeader.Prefix.Length + sizeof(ushort) + text.Length + 1;
        int padding = (Alignment - unpadded % Alignment) % Alignment;
        byte[] line = Encoding.ASCII.GetBytes(text + new string(' ', padding) + "\n");
        AtomicFile.Write(path, stream =>
        {
            stream.Write(NpyHeader.Prefix);
            stream.Write([(byte)line.Length, (byte)(line.Length >> 8)]);
            stream.Write(line);
            // The format's little-endian order is the order in memory of every platform that libtorch runs on.
            writeValues(stream);
        });
    }
}
