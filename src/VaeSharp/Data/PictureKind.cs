namespace VaeSharp.Data;

/// <summary>What a file is that is no picture of a kind that is read, by its first bytes.</summary>
internal static class PictureKind
{
    /// <summary>How many of them are looked at.</summary>
    public const int Bytes = 16;

    /// <summary>In words; "no picture" where nothing is known.</summary>
    public static string InWords(ReadOnlySpan<byte> first) => first switch
    {
        [] => "an empty file",
        [0x89, (byte)'P', (byte)'N', (byte)'G', ..] => "a PNG picture that is damaged or cut off",
        [0xFF, 0xD8, 0xFF, ..] => "a JPEG picture that is damaged or cut off",
        [(byte)'I', (byte)'I', 42, 0, ..] or [(byte)'M', (byte)'M', 0, 42, ..] => "a TIFF picture",
        [_, _, _, _, (byte)'f', (byte)'t', (byte)'y', (byte)'p', ..] => "a HEIF or AVIF picture, or a film",
        [(byte)'%', (byte)'P', (byte)'D', (byte)'F', ..] => "a PDF document",
        [0, 0, 1 or 2, 0, ..] => "an icon",
        _ when FileBytes.IsWebPage(first) => "a web page, or an SVG drawing",
        _ => "no picture",
    };
}
