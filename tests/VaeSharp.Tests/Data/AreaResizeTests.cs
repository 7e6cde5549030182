using VaeSharp.Data;
using Xunit;

namespace VaeSharp.Tests.Data;

public sealed class AreaResizeTests
{
    [Fact]
    public void The_same_size_keeps_every_value()
    {
        byte[] rgba = Picture(5, 7);

        byte[] planes = Resize(rgba, 5, 7, 5, 7);

        for (int i = 0; i < 35; i++)
        {
            Assert.Equal(rgba[(4 * i)..(4 * i + 3)], new[] { planes[i], planes[35 + i], planes[70 + i] });
        }
    }

    [Fact]
    public void Half_the_size_takes_the_mean_of_each_four()
    {
        byte[] rgba = [.. new byte[] { 10, 20, 31, 40 }.SelectMany(value => new byte[] { value, 0, 255, 255 })];

        Assert.Equal([25, 0, 255], Resize(rgba, 2, 2, 1, 1)); // 25.25
    }

    [Theory]
    [InlineData(7, 5, 3, 4)]
    [InlineData(3, 4, 7, 5)]
    [InlineData(16, 16, 5, 16)]
    [InlineData(1, 9, 4, 2)]
    public void Each_value_is_the_integral_over_its_area(int height, int width, int newHeight, int newWidth)
    {
        byte[] rgba = Picture(height, width);

        byte[] planes = Resize(rgba, height, width, newHeight, newWidth);

        const int fine = 60; // samples a side of a new pixel
        for (int y = 0; y < newHeight; y++)
        {
            for (int x = 0; x < newWidth; x++)
            {
                double sum = 0;
                for (int sample = 0; sample < fine * fine; sample++)
                {
                    int row = (int)((y + (sample / fine + 0.5) / fine) * height / newHeight);
                    int column = (int)((x + (sample % fine + 0.5) / fine) * width / newWidth);
                    sum += rgba[4 * (row * width + column)];
                }

                Assert.Equal(sum / (fine * fine), planes[y * newWidth + x], 3.0);
            }
        }
    }

    [Theory]
    [InlineData(7, 5, 3, 4)]
    [InlineData(3, 4, 7, 5)]
    [InlineData(40, 9, 5, 5)]
    [InlineData(1, 100, 4, 4)]
    public void Cropping_and_padding_keep_proportions_around_the_middle(int height, int width, int newHeight, int newWidth)
    {
        byte[] rgba = Picture(height, width);
        foreach (PictureResize resize in new[] { PictureResize.Crop, PictureResize.Pad })
        {
            byte[] planes = Resize(rgba, height, width, newHeight, newWidth, resize);

            // Old pixels a new one: the same along both axes; the middles of both pictures are one point.
            double tall = (double)height / newHeight, broad = (double)width / newWidth;
            double scale = resize == PictureResize.Crop ? Math.Min(tall, broad) : Math.Max(tall, broad);
            const int fine = 60;
            for (int at = 0; at < newHeight * newWidth; at++)
            {
                double sum = 0;
                for (int sample = 0; sample < fine * fine; sample++)
                {
                    double down = (at / newWidth) + (((sample / fine) + 0.5) / fine) - (newHeight / 2.0);
                    double across = (at % newWidth) + (((sample % fine) + 0.5) / fine) - (newWidth / 2.0);
                    int row = (int)Math.Floor((height / 2.0) + (down * scale));
                    int column = (int)Math.Floor((width / 2.0) + (across * scale));
                    bool inside = row >= 0 && row < height && column >= 0 && column < width;
                    sum += inside ? rgba[4 * (row * width + column)] : Ground;
                }

                Assert.Equal(sum / (fine * fine), planes[at], 3.5);
            }
        }
    }

    private const byte Ground = 77;

    private static byte[] Picture(int height, int width) =>
        [.. Enumerable.Range(0, height * width * 4).Select(i => (byte)new CounterRandom(1, 0).UInt32At((ulong)i))];

    private static byte[] Resize(byte[] rgba, int height, int width, int newHeight, int newWidth,
        PictureResize resize = PictureResize.Stretch)
    {
        var planes = new byte[3 * newHeight * newWidth];
        AreaResize.Write(
            rgba, new(3, height, width), planes, new(3, newHeight, newWidth), resize, (Ground, Ground, Ground));
        return planes;
    }
}
