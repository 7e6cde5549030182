namespace VaeSharp.Data;

/// <summary>An IDX file, decompressed: its header apart, so that the rest is pixels or labels without a copy.</summary>
/// <param name="Header">16 bytes for images, 8 for labels; fewer when the file has fewer.</param>
/// <param name="Body">What follows.</param>
internal sealed record IdxContent(byte[] Header, byte[] Body)
{
    /// <summary>Cuts a file, plain or compressed.</summary>
    /// <exception cref="DataFormatException">It is compressed and damaged.</exception>
    public static IdxContent Of(byte[] bytes, string file, int headerLength)
    {
        if (Gzip.IsGzip(bytes))
        {
            (byte[] header, byte[] body) = Gzip.Decompress(bytes, file, IdxFile.MostBytes, headerLength);
            return new(header, body);
        }

        int cut = Math.Min(bytes.Length, headerLength);
        return new(bytes[..cut], bytes[cut..]);
    }
}
