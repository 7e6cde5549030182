namespace VaeSharp.Data;

/// <summary>Resizing where each new pixel is the mean of the area it covers.</summary>
/// <remarks>In whole numbers, so that every machine finds the same, and a mirrored picture gives the mirrored image.</remarks>
internal static class AreaResize
{
    /// <summary>Writes the red, green and blue planes of an image of <paramref name="target"/>'s size.</summary>
    /// <param name="rgba">Height×Width×4 values; the fourth is not read.</param>
    /// <param name="source">The picture's shape.</param>
    /// <param name="planes">Receives 3×H×W values.</param>
    /// <param name="target">The shape to make of it.</param>
    /// <param name="resize">What is done where the proportions differ.</param>
    /// <param name="ground">What lies around the picture.</param>
    public static void Write(
        ReadOnlySpan<byte> rgba, ImageShape source, Span<byte> planes, ImageShape target, PictureResize resize,
        (byte Red, byte Green, byte Blue) ground)
    {
        (Axis down, Axis across) = Axes(source, target, resize);
        int plane = target.Height * target.Width;
        long area = down.Step * across.Step;
        for (int y = 0; y < target.Height; y++)
        {
            for (int x = 0; x < target.Width; x++)
            {
                (long red, long green, long blue, long covered) = Sum(rgba, down, across, y, x);
                long rest = area - covered;
                int at = y * target.Width + x;
                planes[at] = (byte)((red + rest * ground.Red + area / 2) / area);
                planes[plane + at] = (byte)((green + rest * ground.Green + area / 2) / area);
                planes[2 * plane + at] = (byte)((blue + rest * ground.Blue + area / 2) / area);
            }
        }
    }

    private static (Axis Down, Axis Across) Axes(ImageShape source, ImageShape target, PictureResize resize)
    {
        if (resize == PictureResize.Stretch)
        {
            return (
                new(0, source.Height, target.Height, source.Height), new(0, source.Width, target.Width, source.Width));
        }

        // One scale for both: that of the side which fills the image (crop) or just fits into it (pad).
        bool wide = (long)source.Width * target.Height > (long)source.Height * target.Width;
        (long length, long unit) = wide == (resize == PictureResize.Crop)
            ? (source.Height, target.Height)
            : (source.Width, target.Width);
        return (
            Axis.Centred(source.Height, target.Height, 2 * length, 2 * unit),
            Axis.Centred(source.Width, target.Width, 2 * length, 2 * unit));
    }

    private static (long Red, long Green, long Blue, long Covered) Sum(
        ReadOnlySpan<byte> rgba, Axis down, Axis across, int y, int x)
    {
        long red = 0, green = 0, blue = 0, covered = 0;
        (int top, int bottom) = down.Range(y);
        (int left, int right) = across.Range(x);
        for (int row = top; row < bottom; row++)
        {
            long tall = down.Covers(row, y);
            for (int column = left; column < right; column++)
            {
                long weight = tall * across.Covers(column, x);
                int at = 4 * (row * across.Length + column);
                red += weight * rgba[at];
                green += weight * rgba[at + 1];
                blue += weight * rgba[at + 2];
                covered += weight;
            }
        }

        return (red, green, blue, covered);
    }

    // The new pixel i covers Start + i·Step to Start + (i + 1)·Step, the old pixel j covers j·Unit to (j + 1)·Unit.
    private readonly record struct Axis(long Start, long Step, long Unit, int Length)
    {
        // Step and unit are even, so that the middle is a whole number.
        public static Axis Centred(int source, int target, long step, long unit) =>
            new((source * unit - target * step) / 2, step, unit, source);

        public (int First, int End) Range(int i) => (
            (int)(Math.Max(0, Start + i * Step) / Unit),
            (int)Math.Min(Length, (Math.Max(0, Start + (i + 1) * Step) + Unit - 1) / Unit));

        public long Covers(int pixel, int i) =>
            Math.Min((pixel + 1) * Unit, Start + (i + 1) * Step) - Math.Max(pixel * Unit, Start + i * Step);
    }
}
