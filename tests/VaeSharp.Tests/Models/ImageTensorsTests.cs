using VaeSharp.Data;
using VaeSharp.Engine;
using VaeSharp.Models;
using VaeSharp.Models.Recipes;
using VaeSharp.Tests.Nn.Distributions;
using Xunit;
using static TorchSharp.torch;

namespace VaeSharp.Tests.Models;

public sealed class ImageTensorsTests
{
    // Every byte once, in 4 images of 2×4×8.
    private static readonly ImageDataset Bytes = new(
        "bytes", new ImageShape(2, 4, 8), [.. Enumerable.Range(0, 256).Select(i => (byte)i)], [3, 1, 0, 2],
        ["a", "b", "c", "d"]);

    [Fact]
    public void Values_are_bytes_divided_by_255_exactly_in_the_order_asked_for()
    {
        using var scope = NewDisposeScope();
        using var random = new RandomStream(1, RandomUse.Training);
        using var images = new ImageTensors(Bytes);

        int[] order = [2, 0, 2];

        ImageBatch batch = images.Batch(order, Binarization.None, random);

        float[] expected = [.. order.SelectMany(i => Bytes.Image(i).ToArray().Select(b => b / 255f))];
        Assert.Equal([3, 2, 4, 8], batch.X.shape);
        Assert.Equal(expected, Values.ReadSingle(batch.X));
        Assert.Equal([0L, 3L, 0L], batch.Labels.data<long>().ToArray());
    }

    [Fact]
    public void Threshold_makes_ones_of_the_upper_half()
    {
        using var scope = NewDisposeScope();
        using var random = new RandomStream(1, RandomUse.Training);
        using var images = new ImageTensors(Bytes);

        float[] values = Values.ReadSingle(images.Batch([0, 1, 2, 3], Binarization.Threshold, random).X);

        Assert.Equal(Bytes.Pixels.Select(b => b >= 128 ? 1f : 0f), values);
    }

    [Fact]
    public void Dynamic_binarisation_is_one_as_often_as_the_value_says()
    {
        const int draws = 4000;
        using var scope = NewDisposeScope();
        using var images = new ImageTensors(Bytes);
        double[] ones = new double[256];
        for (long draw = 0; draw < draws; draw++)
        {
            using var inner = NewDisposeScope();
            using var random = new RandomStream(1, RandomUse.Training, draw);
            float[] values = Values.ReadSingle(images.Batch([0, 1, 2, 3], Binarization.Dynamic, random).X);
            for (int i = 0; i < values.Length; i++)
            {
                Assert.True(values[i] is 0 or 1);
                ones[i] += values[i];
            }
        }

        for (int i = 0; i < 256; i++)
        {
            double p = i / 255.0;
            Values.Near(p, ones[i] / draws, 4.5 * Math.Sqrt(p * (1 - p) / draws));
        }
    }

    [Fact]
    public void Black_stays_black_and_white_white_in_images_of_every_size()
    {
        foreach (int width in (int[])[1, 15, 16, 17, 47])
        {
            using var scope = NewDisposeScope();
            using var random = new RandomStream(1, RandomUse.Training);
            byte[] pixels = [.. Enumerable.Range(0, 40 * width).Select(i => (byte)(i % 3 == 0 ? 255 : 0))];
            using var images = new ImageTensors(new ImageDataset("stripes", new(1, 1, width), pixels, new byte[40], ["all"]));

            foreach (Binarization binarization in Enum.GetValues<Binarization>())
            {
                float[] values = Values.ReadSingle(images.Batch([.. Enumerable.Range(0, 40)], binarization, random).X);

                Assert.Equal(pixels.Select(p => p / 255f), values);
            }
        }
    }

    [Fact]
    public void Dynamic_binarisation_is_drawn_anew_at_each_position()
    {
        using var scope = NewDisposeScope();
        using var images = new ImageTensors(Bytes);

        Assert.Equal(Draw(5), Draw(5));
        Assert.NotEqual(Draw(5), Draw(6));

        float[] Draw(long position)
        {
            using var random = new RandomStream(1, RandomUse.Training, position);
            return Values.ReadSingle(images.Batch([0, 1, 2, 3], Binarization.Dynamic, random).X);
        }
    }
}
