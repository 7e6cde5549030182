namespace VaeSharp.Tests.Data;

/// <summary>JPEG files of 8×8 pixels of one colour in four components, written from the format's description (ITU-T T.81).</summary>
/// <remarks>Quantised by 8, the first coefficient of a block of one value is that value − 128; all others are 0.</remarks>
internal static class JpegBytes
{
    /// <param name="values">Of the four components, as they are stored.</param>
    /// <param name="transform">Of Adobe's marker: 0 for CMYK, 2 for YCCK; both are stored inverted. Null leaves it out.</param>
    public static byte[] FourComponents(byte[] values, byte? transform)
    {
        byte[] adobe = transform is { } code ? [0xFF, 0xEE, 0, 14, .. "Adobe"u8, 0, 100, 0, 0, 0, 0, code] : [];
        byte[] quantisation = [0xFF, 0xDB, 0, 67, 0, 8, .. Enumerable.Repeat((byte)1, 63)];
        byte[] frame =
        [
            0xFF, 0xC0, 0, 20, 8, 0, 8, 0, 8, 4, .. Enumerable.Range(1, 4).SelectMany(id => (byte[])[(byte)id, 0x11, 0]),
        ];
        // Nine codes of four bits for the sizes 0 to 8 of a first coefficient; one of a single bit for "no others".
        byte[] first = [0xFF, 0xC4, 0, 28, 0x00, 0, 0, 0, 9, .. new byte[12], .. Enumerable.Range(0, 9).Select(size => (byte)size)];
        byte[] others = [0xFF, 0xC4, 0, 20, 0x10, 1, .. new byte[15], 0];
        byte[] scan = [0xFF, 0xDA, 0, 14, 4, .. Enumerable.Range(1, 4).SelectMany(id => (byte[])[(byte)id, 0]), 0, 63, 0];
        return [0xFF, 0xD8, .. adobe, .. quantisation, .. frame, .. first, .. others, .. scan, .. Coded(values), 0xFF, 0xD9];
    }

    private static byte[] Coded(byte[] values)
    {
        string bits = "";
        foreach (byte value in values)
        {
            int difference = value - 128;
            int size = difference == 0 ? 0 : (int)Math.Log2(Math.Abs(difference)) + 1;
            int written = difference < 0 ? difference + (1 << size) - 1 : difference;
            bits += Convert.ToString(size, 2).PadLeft(4, '0')
                + (size == 0 ? "" : Convert.ToString(written, 2).PadLeft(size, '0')) + "0";
        }

        bits = bits.PadRight((bits.Length + 7) / 8 * 8, '1');
        byte[] bytes = [.. Enumerable.Range(0, bits.Length / 8).Select(i => Convert.ToByte(bits.Substring(8 * i, 8), 2))];
        return [.. bytes.SelectMany(value => value == 0xFF ? (byte[])[0xFF, 0] : [value])];
    }
}
