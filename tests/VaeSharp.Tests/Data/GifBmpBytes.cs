namespace VaeSharp.Tests.Data;

/// <summary>GIF files, written from the format's description (GIF89a), without compression.</summary>
internal static class GifBytes
{
    /// <param name="canvas">Width and height.</param>
    /// <param name="frame">Left, top, width and height of the picture on it.</param>
    /// <param name="colours">Four of three bytes each.</param>
    /// <param name="indices">Of the picture's pixels; rows in their order, or in that of interlacing.</param>
    /// <param name="transparent">A colour's index; null for none.</param>
    /// <param name="interlaced">Whether rows stand in the order 0, 8 …, 4, 12 …, 2, 6 …, 1, 3 ….</param>
    public static byte[] File(
        (byte Width, byte Height) canvas, (byte Left, byte Top, byte Width, byte Height) frame, byte[] colours, int[] indices,
        byte? transparent = null, bool interlaced = false)
    {
        byte[] control = transparent is { } index ? [0x21, 0xF9, 4, 1, 0, 0, index, 0] : [];
        // A clear code before each pixel keeps codes at three bits: 4 clears, 5 ends.
        string bits = string.Concat(indices.SelectMany(i => (int[])[4, i]).Append(5).Select(Code).Reverse());
        byte[] data = [.. Enumerable.Range(0, (bits.Length + 7) / 8).Select(i => Byte(bits, i))];
        return
        [
            .. "GIF89a"u8, canvas.Width, 0, canvas.Height, 0, 0x81, 0, 0, .. colours, .. control,
            0x2C, frame.Left, 0, frame.Top, 0, frame.Width, 0, frame.Height, 0, (byte)(interlaced ? 0x40 : 0), 2,
            (byte)data.Length, .. data, 0, 0x3B,
        ];

        static string Code(int code) => Convert.ToString(code, 2).PadLeft(3, '0');
    }

    // The first code stands in the lowest bits of the first byte.
    private static byte Byte(string bits, int i)
    {
        int end = bits.Length - (8 * i), begin = Math.Max(0, end - 8);
        return Convert.ToByte(bits[begin..end], 2);
    }
}

/// <summary>BMP files, written from the format's description (BITMAPINFOHEADER).</summary>
internal static class BmpBytes
{
    /// <param name="width">Pixels.</param>
    /// <param name="height">Rows; negative where the first row comes first.</param>
    /// <param name="bits">Of a pixel.</param>
    /// <param name="rows">Each row's bytes, the lowest first unless the height is negative; filled up to four here.</param>
    /// <param name="colours">Blue, green, red and 0 of each colour; of bit fields the masks.</param>
    /// <param name="compression">0 for none, 1 for run lengths of 8 bits, 3 for bit fields.</param>
    public static byte[] File(int width, int height, short bits, byte[][] rows, byte[]? colours = null, int compression = 0)
    {
        colours ??= [];
        byte[] pixels = compression == 1
            ? [.. rows.SelectMany(row => row)]
            : [.. rows.SelectMany(row => (byte[])[.. row, .. new byte[-row.Length & 3]])];
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write("BM"u8);
        int offset = 54 + colours.Length;
        int[] header =
        [
            offset + pixels.Length, 0, offset, 40, width, height, 1 | (bits << 16), compression, pixels.Length, 0, 0,
            compression == 3 ? 0 : colours.Length / 4, 0,
        ];
        Array.ForEach(header, writer.Write);
        writer.Write(colours);
        writer.Write(pixels);
        return stream.ToArray();
    }
}
