using System.Buffers.Binary;

namespace VaeSharp.Export;

/// <summary>What the first chunk of a PNG says.</summary>
/// <param name="Width">Columns, in pixels.</param>
/// <param name="Height">Rows, in pixels.</param>
/// <param name="Channels">1 grey, 2 with alpha, 3 colour, 4 with alpha: also TensorBoard's code of the colour space.</param>
internal readonly record struct PngHeader(int Width, int Height, int Channels)
{
    private const int Length = 26;

    private static ReadOnlySpan<byte> Start => [137, 80, 78, 71, 13, 10, 26, 10, 0, 0, 0, 13, 73, 72, 68, 82];

    /// <exception cref="ArgumentException">The bytes do not begin as a PNG.</exception>
    internal static PngHeader Read(ReadOnlySpan<byte> png)
    {
        if (png.Length < Length || !png.StartsWith(Start))
        {
            throw new ArgumentException("The picture does not begin as a PNG file.", nameof(png));
        }

        int channels = png[25] switch
        {
            0 => 1,
            4 => 2,
            2 or 3 => 3,
            6 => 4,
            byte other => throw new ArgumentException($"A PNG has no colour type {other}.", nameof(png)),
        };
        return new PngHeader(
            BinaryPrimitives.ReadInt32BigEndian(png[16..]), BinaryPrimitives.ReadInt32BigEndian(png[20..]), channels);
    }
}
