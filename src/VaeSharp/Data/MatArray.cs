using System.Buffers.Binary;

namespace VaeSharp.Data;

/// <summary>An array of a <see cref="MatFile"/>.</summary>
/// <param name="Name">As MATLAB calls it.</param>
/// <param name="Dimensions">Two at least, all positive.</param>
/// <param name="Type">How values are stored, which may be narrower than the array's own type.</param>
/// <param name="Values">Little-endian; the first index runs fastest.</param>
internal sealed record MatArray(string Name, IReadOnlyList<int> Dimensions, int Type, byte[] Values)
{
    /// <summary>Stored as unsigned bytes.</summary>
    public const int UnsignedByte = 2;

    /// <summary>How many bytes a value of a type has; null where it is no number.</summary>
    public static int? BytesOf(int type) => type switch
    {
        1 or UnsignedByte => 1,
        3 or 4 => 2,
        5 or 6 or 7 => 4,
        9 or 12 or 13 => 8,
        _ => null,
    };

    /// <summary>How many values there are.</summary>
    public int Count => Values.Length / BytesOf(Type)!.Value;

    /// <summary>A value, in the order in which they are stored.</summary>
    public double this[int index]
    {
        get
        {
            ReadOnlySpan<byte> at = Values.AsSpan(index * BytesOf(Type)!.Value);
            return Type switch
            {
                1 => (sbyte)at[0],
                UnsignedByte => at[0],
                3 => BinaryPrimitives.ReadInt16LittleEndian(at),
                4 => BinaryPrimitives.ReadUInt16LittleEndian(at),
                5 => BinaryPrimitives.ReadInt32LittleEndian(at),
                6 => BinaryPrimitives.ReadUInt32LittleEndian(at),
                7 => BinaryPrimitives.ReadSingleLittleEndian(at),
                9 => BinaryPrimitives.ReadDoubleLittleEndian(at),
                12 => BinaryPrimitives.ReadInt64LittleEndian(at),
                _ => BinaryPrimitives.ReadUInt64LittleEndian(at),
            };
        }
    }
}
