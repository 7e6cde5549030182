using BenchmarkDotNet.Attributes;
using SkiaSharp;
using VaeSharp.Data;
using VaeSharp.Imaging;

namespace VaeSharp.Benchmarks.Micro;

/// <summary>A grid of a hundred digits as PNG, by SkiaSharp's defaults and by one filter and a lower level.</summary>
public class Pictures
{
    private SKBitmap _bitmap = null!;

    /// <summary>Draws the grid.</summary>
    [GlobalSetup]
    public void Prepare()
    {
        ImageDataset images = DatasetCatalog.Open(new DatasetRequest("mnist")).Train;
        var shape = new ImageShape(1, 28, 28);
        _bitmap = PixelPainter.Canvas(1024, 1061);
        for (int i = 0; i < 100; i++)
        {
            PixelPainter.Draw(_bitmap, images.Image(i).ToArray(), shape, 6 + (i % 10 * 100), 30 + (i / 10 * 100), scale: 3);
        }
    }

    /// <summary>All filters tried, level 6, before.</summary>
    [Benchmark(Baseline = true)]
    public long SkiaDefaults()
    {
        using SKData data = _bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return data.Size;
    }

    /// <summary>One filter, level 3, after.</summary>
    [Benchmark]
    public long OneFilter() => PixelPainter.Encode(_bitmap).LongLength;
}
