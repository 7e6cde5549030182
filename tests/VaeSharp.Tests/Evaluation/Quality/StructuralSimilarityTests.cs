using VaeSharp.Engine;
using VaeSharp.Evaluation.Quality;
using Xunit;
using static TorchSharp.torch;

namespace VaeSharp.Tests.Evaluation.Quality;

public sealed class StructuralSimilarityTests
{
    [Fact]
    public void Equal_images_have_one()
    {
        using var scope = NewDisposeScope();
        Tensor x = Images(1);
        Assert.All(StructuralSimilarity.OfEach(x, x).data<double>().ToArray(), value => Assert.Equal(1, value, 12));
    }

    // Constant images have no variance: (2ab + C₁)/(a² + b² + C₁) is all that is left of equation 13.
    [Theory]
    [InlineData(0.2, 0.8)]
    [InlineData(0, 1)]
    public void Of_constant_images_it_is_the_term_of_the_means(double a, double b)
    {
        using var scope = NewDisposeScope();
        const double c1 = 1e-4;
        Tensor x = full([1, 1, 12, 12], a), y = full([1, 1, 12, 12], b);

        Assert.Equal(((2 * a * b) + c1) / ((a * a) + (b * b) + c1), StructuralSimilarity.OfEach(x, y).item<double>(), 6);
    }

    // One window only, by the sums of equations 14 to 16 and 13.
    [Fact]
    public void Of_one_window_it_is_what_the_paper_s_sums_give()
    {
        using var scope = NewDisposeScope();
        double[] x = [.. Images(1)[0, 0, ..11, ..11].contiguous().data<float>().ToArray().Select(v => (double)v)];
        double[] y = [.. Images(2)[0, 0, ..11, ..11].contiguous().data<float>().ToArray().Select(v => (double)v)];
        double[] w = [.. Enumerable.Range(0, 121).Select(i => Math.Exp(-(Square((i / 11) - 5) + Square((i % 11) - 5)) / (2 * 1.5 * 1.5)))];
        double total = w.Sum();
        double Mean(Func<int, double> value) => Enumerable.Range(0, 121).Sum(i => w[i] / total * value(i));
        (double mx, double my) = (Mean(i => x[i]), Mean(i => y[i]));
        double vx = Mean(i => Square(x[i] - mx)), vy = Mean(i => Square(y[i] - my)), c = Mean(i => (x[i] - mx) * (y[i] - my));
        const double c1 = 1e-4, c2 = 9e-4;
        double expected = ((2 * mx * my) + c1) * ((2 * c) + c2) / (((mx * mx) + (my * my) + c1) * (vx + vy + c2));

        Tensor found = StructuralSimilarity.OfEach(Images(1)[.., .., ..11, ..11][..1, ..1], Images(2)[.., .., ..11, ..11][..1, ..1]);

        Assert.Equal(expected, found.item<double>(), 10);
        Assert.InRange(expected, -0.5, 0.5); // noise resembles no other noise
    }

    [Fact]
    public void It_is_symmetric_and_falls_with_noise()
    {
        using var scope = NewDisposeScope();
        Tensor x = Images(1), noise = Images(2);
        double[] some = [.. StructuralSimilarity.OfEach(x, (0.9 * x) + (0.1 * noise)).data<double>()];
        double[] more = [.. StructuralSimilarity.OfEach(x, (0.5 * x) + (0.5 * noise)).data<double>()];

        Assert.All(some.Zip(more), pair => Assert.True(pair.First > pair.Second));
        Assert.Equal(
            StructuralSimilarity.OfEach(x, noise).data<double>().ToArray(), StructuralSimilarity.OfEach(noise, x).data<double>().ToArray());
    }

    [Fact]
    public void Images_that_the_window_does_not_fit_into_are_refused_with_both_shapes() => Assert.Contains(
        "[2, 1, 8, 8]",
        Assert.Throws<ArgumentException>(() => StructuralSimilarity.OfEach(zeros(2, 1, 8, 8), zeros(2, 1, 8, 8))).Message,
        StringComparison.Ordinal);

    private static double Square(double value) => value * value;

    private static Tensor Images(long seed)
    {
        using var random = new RandomStream(3, RandomUse.Evaluation, seed);
        return random.Uniform(3, 2, 16, 14);
    }
}
