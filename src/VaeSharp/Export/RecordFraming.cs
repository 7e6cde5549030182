using System.Buffers.Binary;
using System.Numerics;

namespace VaeSharp.Export;

/// <summary>The frame of a TFRecord: length, checksum of the length, data, checksum of the data.</summary>
/// <remarks>Source: tensorflow/core/lib/io/record_writer.h. Checksums are CRC-32C, rotated and shifted so that
/// data which itself contains checksums does not disturb them.</remarks>
internal static class RecordFraming
{
    /// <summary>More than any event that is written here; a greater length is damage, not data.</summary>
    internal const int LargestRecord = 64 * 1024 * 1024;

    private const int HeaderLength = sizeof(ulong) + sizeof(uint);

    /// <summary>The data within its frame, in one buffer so that one write can put it into a file.</summary>
    internal static byte[] Frame(ReadOnlySpan<byte> data)
    {
        byte[] frame = new byte[HeaderLength + data.Length + sizeof(uint)];
        BinaryPrimitives.WriteUInt64LittleEndian(frame, (ulong)data.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(frame.AsSpan(sizeof(ulong)), Mask(Checksum(frame.AsSpan(0, 8))));
        data.CopyTo(frame.AsSpan(HeaderLength));
        BinaryPrimitives.WriteUInt32LittleEndian(frame.AsSpan(HeaderLength + data.Length), Mask(Checksum(data)));
        return frame;
    }

    /// <summary>The next record's data, or null at the end and at a record that is cut off or damaged.</summary>
    internal static byte[]? ReadNext(Stream stream)
    {
        Span<byte> header = stackalloc byte[HeaderLength];
        if (stream.ReadAtLeast(header, HeaderLength, throwOnEndOfStream: false) < HeaderLength)
        {
            return null;
        }

        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(header);
        uint check = BinaryPrimitives.ReadUInt32LittleEndian(header[sizeof(ulong)..]);
        if (check != Mask(Checksum(header[..sizeof(ulong)])) || length > LargestRecord)
        {
            return null;
        }

        if ((long)length + sizeof(uint) > stream.Length - stream.Position)
        {
            return null;
        }

        byte[] data = new byte[length];
        stream.ReadExactly(data);
        Span<byte> trailer = stackalloc byte[sizeof(uint)];
        stream.ReadExactly(trailer);
        return BinaryPrimitives.ReadUInt32LittleEndian(trailer) == Mask(Checksum(data)) ? data : null;
    }

    /// <summary>CRC-32C (Castagnoli).</summary>
    internal static uint Checksum(ReadOnlySpan<byte> data)
    {
        uint crc = uint.MaxValue;
        while (data.Length >= sizeof(ulong))
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(data));
            data = data[sizeof(ulong)..];
        }

        foreach (byte value in data)
        {
            crc = BitOperations.Crc32C(crc, value);
        }

        return ~crc;
    }

    private static uint Mask(uint crc) => BitOperations.RotateRight(crc, 15) + 0xa282ead8;
}
