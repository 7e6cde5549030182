using System.Buffers.Binary;

namespace VaeSharp.Data;

/// <summary>What the numbers of an IDX file are, by the third byte of its magic number; all are big-endian.</summary>
/// <remarks>Source: LeCun, Cortes and Burges, "The MNIST database of handwritten digits", the IDX file format.</remarks>
/// <param name="Code">That byte.</param>
/// <param name="Bytes">How many a single number takes.</param>
/// <param name="Name">In words.</param>
/// <param name="Suffix">How such files end their names.</param>
/// <param name="Value">The number at a place.</param>
internal sealed record IdxElement(byte Code, int Bytes, string Name, string Suffix, Func<byte[], int, double> Value)
{
    private const int Most = 255;

    /// <summary>Images and labels as they are kept.</summary>
    public static IdxElement UnsignedByte { get; } = new(0x08, 1, "unsigned bytes", "ubyte", (bytes, at) => bytes[at]);

    /// <summary>All there are.</summary>
    public static IReadOnlyList<IdxElement> All { get; } =
    [
        UnsignedByte,
        new(0x09, 1, "signed bytes", "byte", (bytes, at) => (sbyte)bytes[at]),
        new(0x0B, 2, "16-bit integers", "short", (bytes, at) => BinaryPrimitives.ReadInt16BigEndian(bytes.AsSpan(at))),
        new(0x0C, 4, "32-bit integers", "int", (bytes, at) => BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(at))),
        new(0x0D, 4, "float32", "float", (bytes, at) => BinaryPrimitives.ReadSingleBigEndian(bytes.AsSpan(at))),
        new(0x0E, 8, "float64", "double", (bytes, at) => BinaryPrimitives.ReadDoubleBigEndian(bytes.AsSpan(at))),
    ];

    /// <summary>Whether there are numbers between the whole ones.</summary>
    public bool IsReal => Code >= 0x0D;

    /// <summary>The type that a magic number names; null where there is none.</summary>
    public static IdxElement? Of(uint magic) => All.FirstOrDefault(type => type.Code == magic >> 8);

    /// <summary>Pixels of 0 to 255; of real numbers that are 1 at most, 255 times as much.</summary>
    /// <param name="body">The numbers.</param>
    /// <param name="file">The file's name, for messages.</param>
    /// <param name="header">How many bytes come before them.</param>
    /// <exception cref="DataFormatException">One of them is no pixel.</exception>
    public byte[] Pixels(byte[] body, string file, int header)
    {
        bool toOne = IsReal && Enumerable.Range(0, body.Length / Bytes).All(i => !(Value(body, i * Bytes) > 1));
        return this == UnsignedByte ? body
            : toOne ? Converted(body, file, header, "numbers from 0 to 1, or whole numbers from 0 to 255", x => x >= 0, Most)
            : Converted(
                body, file, header, $"{(IsReal ? "numbers from 0 to 1, or " : "")}whole numbers from 0 to 255", IsByte, 1);
    }

    /// <summary>Labels of 0 to 255.</summary>
    /// <exception cref="DataFormatException">One of them is not whole, or too small or large.</exception>
    public byte[] Labels(byte[] body, string file, int header) => this == UnsignedByte
        ? body
        : Converted(body, file, header, "labels that are whole numbers from 0 to 255", IsByte, 1);

    private static bool IsByte(double x) => x is >= 0 and <= Most && x == Math.Floor(x);

    private byte[] Converted(byte[] body, string file, int header, string expected, Func<double, bool> fits, double factor)
    {
        var bytes = new byte[body.Length / Bytes];
        for (int i = 0; i < bytes.Length; i++)
        {
            double x = Value(body, i * Bytes);
            bytes[i] = fits(x)
                ? (byte)Math.Round(factor * x)
                : throw new DataFormatException(
                    file, header + ((long)i * Bytes), FormattableString.Invariant($"the value {x} among {Name}"), expected);
        }

        return bytes;
    }
}
