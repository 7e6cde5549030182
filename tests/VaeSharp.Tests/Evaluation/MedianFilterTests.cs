using VaeSharp.Data;
using VaeSharp.Evaluation;
using Xunit;
using static TorchSharp.torch;

namespace VaeSharp.Tests.Evaluation;

public sealed class MedianFilterTests
{
    [Theory]
    [InlineData(3)]
    [InlineData(5)]
    public void Each_value_becomes_the_median_of_its_reflected_surroundings(int size)
    {
        using var scope = NewDisposeScope();
        const int height = 7, width = 6;
        var random = new CounterRandom(3, 3);
        float[] x = [.. Enumerable.Range(0, 2 * 3 * height * width).Select(i => (float)random.UniformAt((ulong)i))];

        float[] filtered = Toys.Floats(MedianFilter.Apply(tensor(x, [2, 3, height, width]), size));

        for (int i = 0; i < x.Length; i++)
        {
            (int plane, int row, int column) = (i / (height * width), i / width % height, i % width);
            var window = new List<float>();
            for (int r = row - (size / 2); r <= row + (size / 2); r++)
            {
                for (int c = column - (size / 2); c <= column + (size / 2); c++)
                {
                    window.Add(x[(plane * height * width) + (Reflect(r, height) * width) + Reflect(c, width)]);
                }
            }

            window.Sort();
            Assert.Equal(window[size * size / 2], filtered[i]);
        }
    }

    [Theory]
    [InlineData(4)]
    [InlineData(1)]
    [InlineData(15)]
    public void A_window_that_does_not_fit_is_refused(int size)
    {
        using Tensor x = zeros(1, 1, 7, 7);
        var fault = Assert.Throws<ArgumentException>(() => MedianFilter.Apply(x, size));
        Assert.Contains($"{size}×{size}", fault.Message, StringComparison.Ordinal);
    }

    private static int Reflect(int i, int length) => i < 0 ? -i : i >= length ? (2 * (length - 1)) - i : i;
}
