using SkiaSharp;
using VaeSharp.Data;

namespace VaeSharp.Benchmarks.Pictures;

/// <summary>Circles, squares and triangles of random place, size and colours, with a little noise: pictures whose class anybody can
/// name, a small program too.</summary>
internal static class DrawnShapes
{
    private const double LeastRadius = 0.16; // of the image's side
    private const double MostRadius = 0.34;
    private const double Noise = 5; // σ, grey levels
    private const double LeastContrast = 80; // grey levels, in brightness

    /// <summary>What is drawn; an image's label is its place here.</summary>
    public static IReadOnlyList<string> Names { get; } = ["circle", "square", "triangle"];

    /// <summary>One image: its values as planes, 0 to 255.</summary>
    /// <param name="label">The shape.</param>
    /// <param name="images">The side of the image, and 1 channel for grey or 3 for colour.</param>
    /// <param name="seed">Of everything that is random.</param>
    public static byte[] Draw(int label, ImageShape images, ulong seed)
    {
        var random = new CounterRandom(seed, stream: (ulong)label + 1);
        int side = images.Width;
        double radius = side * (LeastRadius + ((MostRadius - LeastRadius) * random.UniformAt(0)));
        (float x, float y, float r) = (Place(random.UniformAt(1)), Place(random.UniformAt(2)), (float)radius);
        (SKColor ground, SKColor colour) = Colours(random, images.Channels == 1);
        using var bitmap = new SKBitmap(new SKImageInfo(side, side, SKColorType.Rgba8888, SKAlphaType.Opaque));
        using (var canvas = new SKCanvas(bitmap))
        using (var paint = new SKPaint { Color = colour, IsAntialias = true })
        using (SKPath path = Outline(label, x, y, r))
        {
            canvas.Clear(ground);
            canvas.DrawPath(path, paint);
        }

        ReadOnlySpan<byte> rgba = bitmap.GetPixelSpan();
        var planes = new byte[images.Values];
        for (int i = 0; i < planes.Length; i++)
        {
            (int channel, int pixel) = Math.DivRem(i, side * side);
            planes[i] = (byte)Math.Clamp(Math.Round(rgba[(4 * pixel) + channel] + (Noise * Normal(random, i))), 0, 255);
        }

        return planes;

        float Place(double share) => (float)(1 + radius + (share * (side - 2 - (2 * radius))));
    }

    /// <summary>The shape that a picture shows: the one whose best fitting outline covers the most of what stands out of the ground, and
    /// the least beside it; null where nothing stands out.</summary>
    /// <param name="planes">As <see cref="Draw"/> gives them.</param>
    /// <param name="images">Their shape.</param>
    public static int? Recognise(ReadOnlySpan<byte> planes, ImageShape images)
    {
        int side = images.Width;
        if (Cover(planes, images) is not { } cover)
        {
            return null;
        }

        int[] inside = [.. Enumerable.Range(0, cover.Length).Where(i => cover[i] > 0.5)];
        (int left, int right) = (inside.Min(i => i % side), inside.Max(i => i % side) + 1);
        (int top, int bottom) = (inside.Min(i => i / side), inside.Max(i => i / side) + 1);
        double half = Math.Max(right - left, bottom - top) / 2.0;
        return Enumerable.Range(0, Names.Count).MinBy(label => (
            from x in Around((left + right) / 2.0)
            from y in Around((top + bottom) / 2.0)
            from r in Around(half - 0.5)
            select Misfit(cover, side, label, x, y, r)).Min());

        static IEnumerable<double> Around(double middle) => [middle - 1, middle - 0.5, middle, middle + 0.5, middle + 1];
    }

    private static double Misfit(double[] cover, int side, int label, double x, double y, double r)
    {
        double sum = 0;
        for (int i = 0; i < cover.Length; i++)
        {
            (double right, double down) = ((i % side) + 0.5 - x, (i / side) + 0.5 - y);
            double outside = label switch
            {
                0 => Math.Sqrt((right * right) + (down * down)) - r,
                1 => Math.Max(Math.Abs(right), Math.Abs(down)) - r,
                _ => Math.Max(down - r, ((2 * Math.Abs(right)) - (down + r)) / Math.Sqrt(5)),
            };
            double difference = Math.Clamp(0.5 - outside, 0, 1) - cover[i];
            sum += difference * difference;
        }

        return sum;
    }

    // How much of each pixel the shape covers: where its colour lies on the way from the ground's to the shape's.
    private static double[]? Cover(ReadOnlySpan<byte> planes, ImageShape images)
    {
        int pixels = images.Width * images.Width;
        var away = new double[images.Channels][];
        var distance = new double[pixels];
        for (int channel = 0; channel < images.Channels; channel++)
        {
            double ground = Ground(planes.Slice(channel * pixels, pixels), images.Width);
            away[channel] = [.. planes.Slice(channel * pixels, pixels).ToArray().Select(value => value - ground)];
            for (int i = 0; i < pixels; i++)
            {
                distance[i] += away[channel][i] * away[channel][i];
            }
        }

        // No shape that is drawn covers less than a twentieth of the image.
        double far = distance.OrderDescending().ElementAt(pixels / 40);
        int[] core = [.. Enumerable.Range(0, pixels).Where(i => distance[i] >= far)];
        double[] colour = [.. away.Select(channel => core.Average(i => channel[i]))];
        double length = colour.Sum(value => value * value);
        double[] cover =
        [
            .. Enumerable.Range(0, pixels).Select(i => Math.Clamp(colour.Select((value, c) => value * away[c][i]).Sum() / length, 0, 1)),
        ];
        return Math.Sqrt(far) < LeastContrast / 4 ? null : cover;
    }

    private static double Ground(ReadOnlySpan<byte> plane, int side)
    {
        var edge = new List<byte>();
        for (int i = 0; i < side; i++)
        {
            edge.AddRange([plane[i], plane[(side * (side - 1)) + i], plane[side * i], plane[(side * i) + side - 1]]);
        }

        edge.Sort();
        return edge[edge.Count / 2];
    }

    private static SKPath Outline(int label, float x, float y, float r)
    {
        var path = new SKPath();
        switch (label)
        {
            case 0:
                path.AddCircle(x, y, r);
                break;
            case 1:
                path.AddRect(new SKRect(x - r, y - r, x + r, y + r));
                break;
            default:
                path.AddPoly([new(x, y - r), new(x + r, y + r), new(x - r, y + r)], close: true);
                break;
        }

        return path;
    }

    private static (SKColor Ground, SKColor Shape) Colours(CounterRandom random, bool grey)
    {
        for (ulong at = 3; ; at += 6)
        {
            (SKColor ground, SKColor shape) = (Colour(at), Colour(at + 3));
            if (Math.Abs(Brightness(ground) - Brightness(shape)) >= LeastContrast)
            {
                return (ground, shape);
            }
        }

        SKColor Colour(ulong at)
        {
            byte[] levels = [.. Enumerable.Range(0, 3).Select(i => (byte)(255 * random.UniformAt(at + (grey ? 0 : (ulong)i))))];
            return new SKColor(levels[0], levels[1], levels[2]);
        }
    }

    private static double Brightness(SKColor colour) => (0.299 * colour.Red) + (0.587 * colour.Green) + (0.114 * colour.Blue);

    // Box and Muller; far from the numbers that the shape is made of.
    private static double Normal(CounterRandom random, int i)
    {
        ulong at = 1_000_000 + (2 * (ulong)i);
        return Math.Sqrt(-2 * Math.Log(1 - random.UniformAt(at))) * Math.Cos(2 * Math.PI * random.UniformAt(at + 1));
    }
}
