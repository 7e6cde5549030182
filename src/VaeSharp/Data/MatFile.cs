using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace VaeSharp.Data;

/// <summary>MATLAB's MAT-files of version 5: arrays of numbers by name, each compressed or not.</summary>
/// <remarks>
/// Source: MathWorks, "MAT-File Format", level 5. Every length is held against what is left of its element; the header of a compressed
/// array is read before memory is taken for its values, and no more of it than its bytes can expand to.
/// </remarks>
internal static class MatFile
{
    private const int HeaderBytes = 128;
    private const int TagBytes = 8;
    private const int MatrixElement = 14;
    private const int CompressedElement = 15;

    /// <summary>Reads the arrays of these names; others are passed over.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="file">Its name, for messages.</param>
    /// <param name="names">All of them must be there, once.</param>
    /// <exception cref="DataFormatException">It is another file, is cut off or damaged, or lacks an array.</exception>
    public static IReadOnlyDictionary<string, MatArray> Read(byte[] bytes, string file, params IReadOnlyList<string> names)
    {
        DemandHeader(bytes, file);
        var found = new Dictionary<string, MatArray>();
        for (int at = HeaderBytes; at < bytes.Length;)
        {
            uint type = Word(bytes, at, file), length = Word(bytes, at + 4, file);
            if (length > bytes.Length - at - TagBytes)
            {
                throw new DataFormatException(
                    file, at, $"an element of {length} bytes",
                    $"at most the {bytes.Length - at - TagBytes} that follow: cut off or damaged");
            }

            if (Element(bytes, at, type, (int)length, file, names) is { } array && !found.TryAdd(array.Name, array))
            {
                throw new DataFormatException(file, at, $"the array {array.Name} a second time", "each once");
            }

            at += TagBytes + (int)length;
        }

        string[] missing = [.. names.Where(name => !found.ContainsKey(name))];
        return missing.Length == 0
            ? found
            : throw new DataFormatException(file, bytes.Length, $"no array {string.Join(", ", missing)}", string.Join(" and ", names));
    }

    private static MatArray? Element(byte[] bytes, int at, uint type, int length, string file, IReadOnlyList<string> names)
    {
        using var raw = new MemoryStream(bytes, at + TagBytes, length);
        try
        {
            switch (type)
            {
                case MatrixElement:
                    return new MatArrayReader(raw, length, length, file, at).Read(names);
                case CompressedElement:
                    using (var inflated = new ZLibStream(raw, CompressionMode.Decompress))
                    {
                        return Inflated(inflated, length, file, at, names);
                    }

                default:
                    throw new DataFormatException(file, at, $"an element of type {type}", "arrays, 14, or compressed ones, 15");
            }
        }
        catch (Exception damaged) when (damaged is InvalidDataException or EndOfStreamException)
        {
            throw new DataFormatException(
                file, at, "an array that is damaged or cut off", "a whole MAT-file: download it again", damaged);
        }
    }

    private static MatArray? Inflated(Stream stream, int compressed, string file, int at, IReadOnlyList<string> names)
    {
        var tag = new byte[TagBytes];
        stream.ReadExactly(tag);
        uint type = Word(tag, 0, file), length = Word(tag, 4, file);
        if (type != MatrixElement)
        {
            throw new DataFormatException(file, at, $"a compressed element of type {type}", "a compressed array, 14");
        }

        MatArray? array = new MatArrayReader(stream, length, Gzip.MostContent(compressed), file, at).Read(names);
        // The checksum is compared at the end, so the reader must come there.
        return array is null || stream.ReadByte() < 0
            ? array
            : throw new DataFormatException(file, at, "content behind a compressed array", "its end");
    }

    private static void DemandHeader(byte[] bytes, string file)
    {
        if (FileBytes.IsWebPage(bytes))
        {
            throw new DataFormatException(file, 0, FileBytes.WebPage, "a MAT-file");
        }

        ReadOnlySpan<byte> text = bytes.AsSpan(0, Math.Min(bytes.Length, HeaderBytes));
        string? found = text.Length < HeaderBytes ? $"{bytes.Length} bytes"
            : text.StartsWith("MATLAB 7.3"u8) ? "a MAT-file of version 7.3, which is HDF5"
            : text[124..].SequenceEqual("\u0001\0MI"u8) ? "a MAT-file of the other byte order"
            : text[124..].SequenceEqual("\0\u0001IM"u8) ? null
            : $"{Encoding.ASCII.GetString(text[..8]).Replace('?', '.')}…, another kind of file";
        if (found is not null)
        {
            throw new DataFormatException(file, 0, found, "a little-endian MAT-file of version 5");
        }
    }

    private static uint Word(byte[] bytes, int at, string file) => at + 4 <= bytes.Length
        ? BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at))
        : throw new DataFormatException(file, at, $"{bytes.Length - at} bytes", "the tag of an element, 8 bytes: cut off or damaged");
}
