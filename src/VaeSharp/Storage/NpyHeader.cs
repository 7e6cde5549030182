using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace VaeSharp.Storage;

/// <summary>What the first line of an npy file says: the type of the elements and the shape.</summary>
/// <param name="ElementType">NumPy's code, such as <c>&lt;f4</c>.</param>
/// <param name="Shape">The sizes of the dimensions.</param>
internal sealed partial record NpyHeader(string ElementType, int[] Shape)
{
    private const int MostDimensions = 32;

    /// <summary>The magic bytes and version 1.0.</summary>
    internal static ReadOnlySpan<byte> Prefix => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0];

    /// <summary>The product of the sizes.</summary>
    /// <exception cref="ArgumentException">A size is negative, or the product is more than an array can hold.</exception>
    internal long Count
    {
        get
        {
            long count = 1;
            foreach (int size in Shape)
            {
                if (size < 0)
                {
                    throw new ArgumentException($"The shape {ShapeText} has a negative size.");
                }

                count *= size;
                if (count > Array.MaxLength)
                {
                    throw new ArgumentException($"The shape {ShapeText} has more values than an array can hold.");
                }
            }

            return count;
        }
    }

    /// <summary>The shape as Python writes a tuple: <c>()</c>, <c>(3,)</c>, <c>(3, 4)</c>.</summary>
    internal string ShapeText
    {
        get
        {
            string sizes = string.Join(", ", Shape.Select(size => size.ToString(CultureInfo.InvariantCulture)));
            return Shape.Length == 1 ? $"({sizes},)" : $"({sizes})";
        }
    }

    /// <summary>The Python dictionary of the file, without padding.</summary>
    public override string ToString() =>
        $"{{'descr': '{ElementType}', 'fortran_order': False, 'shape': {ShapeText}, }}";

    /// <summary>Reads the line and leaves the stream at the first value.</summary>
    /// <exception cref="InvalidDataException">It is not a row-major array of format 1.0.</exception>
    internal static NpyHeader Read(Stream stream, string path)
    {
        Span<byte> start = stackalloc byte[Prefix.Length + sizeof(ushort)];
        if (stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) < start.Length
            || !start[..Prefix.Length].SequenceEqual(Prefix))
        {
            throw new InvalidDataException($"'{path}' does not begin as an npy file of version 1.0.");
        }

        byte[] line = new byte[BinaryPrimitives.ReadUInt16LittleEndian(start[Prefix.Length..])];
        if (stream.ReadAtLeast(line, line.Length, throwOnEndOfStream: false) < line.Length)
        {
            throw new InvalidDataException($"'{path}' is cut off within its header of {line.Length} bytes.");
        }

        Match match = Line().Match(Encoding.Latin1.GetString(line));
        if (!match.Success)
        {
            throw new InvalidDataException(
                $"The header of '{path}' is not understood: a row-major array with the keys descr, fortran_order "
                + "and shape, in this order, is expected.");
        }

        string[] sizes = match.Groups["shape"].Value.Split(
            ',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (sizes.Length > MostDimensions)
        {
            throw new InvalidDataException($"'{path}' has {sizes.Length} dimensions; at most {MostDimensions} are read.");
        }

        return Checked(new NpyHeader(match.Groups["type"].Value, [.. sizes.Select(size => Size(size, path))]), path);
    }

    private static int Size(string digits, string path) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int size)
            ? size
            : throw new InvalidDataException($"'{path}' has a dimension of size {digits}, more than an array can hold.");

    private static NpyHeader Checked(NpyHeader header, string path)
    {
        try
        {
            _ = header.Count;
            return header;
        }
        catch (ArgumentException error)
        {
            throw new InvalidDataException($"'{path}' cannot be read: {error.Message}", error);
        }
    }

    [GeneratedRegex(
        @"\A\{'descr': '(?<type>[<|>=][a-z][0-9]{1,2})', 'fortran_order': False, "
        + @"'shape': \((?<shape>|[0-9]+,|[0-9]+(, [0-9]+)+)\), ?\} *\n\z",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Line();
}
