namespace VaeSharp.Data;

/// <summary>Resizing where each new pixel is the mean of the area it covers.</summary>
/// <remarks>In whole numbers, so that every machine finds the same.</remarks>
internal static class AreaResize
{
    /// <summary>Writes the red, green and blue planes of a picture of <paramref name="target"/>'s size.</summary>
    /// <param name="rgba">Height×Width×4 values.</param>
    /// <param name="source">The picture's shape.</param>
    /// <param name="planes">Receives 3×H×W values.</param>
    /// <param name="target">The shape to make of it; its proportions may differ.</param>
    public static void Write(ReadOnlySpan<byte> rgba, ImageShape source, Span<byte> planes, ImageShape target)
    {
        int plane = target.Height * target.Width;
        // In units of 1/(target side) of a pixel, the new pixel i covers i·(source side) to (i+1)·(source side).
        long area = (long)source.Height * source.Width;
        for (int y = 0; y < target.Height; y++)
        {
            for (int x = 0; x < target.Width; x++)
            {
                (long red, long green, long blue) = Sum(rgba, source, target, y, x);
                int at = y * target.Width + x;
                planes[at] = (byte)((red + area / 2) / area);
                planes[plane + at] = (byte)((green + area / 2) / area);
                planes[2 * plane + at] = (byte)((blue + area / 2) / area);
            }
        }
    }

    private static (long Red, long Green, long Blue) Sum(
        ReadOnlySpan<byte> rgba, ImageShape source, ImageShape target, int y, int x)
    {
        long red = 0, green = 0, blue = 0;
        (int top, int bottom) = Range(y, source.Height, target.Height);
        (int left, int right) = Range(x, source.Width, target.Width);
        for (int row = top; row < bottom; row++)
        {
            long tall = Covers(row, y, source.Height, target.Height);
            for (int column = left; column < right; column++)
            {
                long weight = tall * Covers(column, x, source.Width, target.Width);
                int at = 4 * (row * source.Width + column);
                red += weight * rgba[at];
                green += weight * rgba[at + 1];
                blue += weight * rgba[at + 2];
            }
        }

        return (red, green, blue);
    }

    private static (int First, int End) Range(int i, int source, int target) =>
        ((int)((long)i * source / target), (int)(((i + 1L) * source + target - 1) / target));

    private static long Covers(int pixel, int i, int source, int target) =>
        Math.Min((pixel + 1L) * target, (i + 1L) * source) - Math.Max((long)pixel * target, (long)i * source);
}
