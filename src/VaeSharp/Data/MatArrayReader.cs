using System.Buffers.Binary;
using System.Text;

namespace VaeSharp.Data;

/// <summary>Reads one array of a <see cref="MatFile"/>: flags, dimensions, name, values.</summary>
/// <param name="stream">Stands behind the array's own tag.</param>
/// <param name="length">What that tag says; bytes.</param>
/// <param name="most">More than this cannot come.</param>
/// <param name="file">The file's name, for messages.</param>
/// <param name="at">Where the array begins in it.</param>
internal sealed class MatArrayReader(Stream stream, long length, long most, string file, int at)
{
    private const int MostDimensions = 32;
    private const int MostName = 256;
    private const int Int8 = 1;
    private const int Int32 = 5;
    private const int UInt32 = 6;
    private const int LeastNumber = 6; // classes of arrays: 6 to 15 are numbers, below are cells, structures, texts
    private const int MostNumber = 15;
    private const int ComplexFlag = 8;
    private const int TwoWords = 8; // bytes

    private long _left = length <= most
        ? length
        : throw new DataFormatException(file, at, $"an array of {length} bytes", $"at most {most}: cut off or damaged");

    /// <summary>The array, or null where its name is none of these.</summary>
    public MatArray? Read(IReadOnlyList<string> names)
    {
        byte[] flags = Small(UInt32, TwoWords, "flags");
        byte[] sides = Small(Int32, MostDimensions * sizeof(int), "dimensions");
        string name = Encoding.Latin1.GetString(Small(Int8, MostName, "name"));
        if (!names.Contains(name))
        {
            return null;
        }

        if (flags.Length != TwoWords || flags[0] is < LeastNumber or > MostNumber || (flags[1] & ComplexFlag) != 0)
        {
            throw Fault($"{name}, which is no array of real numbers", "one");
        }

        int[] dimensions = [.. Enumerable.Range(0, sides.Length / sizeof(int)).Select(
            i => BinaryPrimitives.ReadInt32LittleEndian(sides.AsSpan(i * sizeof(int))))];
        (int type, long size, bool padded) = Tag();
        if (MatArray.BytesOf(type) is not { } bytes)
        {
            throw Fault($"values of type {type} in {name}", "numbers");
        }

        // Kept from overflowing at more than any size.
        ulong count = dimensions.Aggregate(1UL, (product, side) => side < 1 ? 0 : Math.Min(product * (uint)side, uint.MaxValue));
        if (dimensions.Length < 2 || count == 0 || count * (uint)bytes != (ulong)size)
        {
            throw Fault($"{size} bytes of values in {name}", $"an array of {string.Join("×", dimensions)}");
        }

        byte[] values = Take(size, padded);
        return _left == 0
            ? new(name, dimensions, type, values)
            : throw Fault($"{_left} bytes more in {name}", "its end behind its values");
    }

    private byte[] Small(int type, int most, string what)
    {
        (int found, long size, bool padded) = Tag();
        return found == type && size <= most
            ? Take(size, padded)
            : throw Fault($"{size} bytes of type {found} for an array's {what}", $"at most {most} of type {type}");
    }

    // Values of up to four bytes stand within the tag itself.
    private (int Type, long Size, bool Padded) Tag()
    {
        uint first = BinaryPrimitives.ReadUInt32LittleEndian(Exactly(sizeof(uint)));
        return first >> 16 != 0
            ? ((int)(first & 0xFFFF), first >> 16, false)
            : ((int)first, BinaryPrimitives.ReadUInt32LittleEndian(Exactly(sizeof(uint))), true);
    }

    private byte[] Take(long size, bool padded)
    {
        byte[] values = Exactly(size);
        Exactly(padded ? -size & 7 : 4 - size);
        return values;
    }

    private byte[] Exactly(long size)
    {
        if (size < 0 || size > _left || size > IdxFile.MostBytes)
        {
            throw Fault($"a part of {size} bytes", $"0 to {Math.Min(_left, IdxFile.MostBytes)}: cut off or damaged");
        }

        _left -= size;
        var bytes = new byte[size];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private DataFormatException Fault(string found, string expected) => new(file, at, found, expected);
}
