using SkiaSharp;
using Xunit;

namespace VaeSharp.EndToEnd.Tests;

/// <summary>Reads pictures back with a decoder that is not ours.</summary>
public static class Pictures
{
    /// <summary>Fails where the file is no PNG, is tiny, or shows one colour only.</summary>
    public static void AssertShowsSomething(string path)
    {
        using SKBitmap bitmap = SKBitmap.Decode(path) ?? throw new InvalidDataException($"{path} is no picture.");
        Assert.InRange(bitmap.Width, 28, 20_000);
        Assert.InRange(bitmap.Height, 28, 20_000);
        Assert.True(bitmap.Pixels.Distinct().Take(20).Count() == 20, $"{path} has fewer than 20 colours.");
    }
}
