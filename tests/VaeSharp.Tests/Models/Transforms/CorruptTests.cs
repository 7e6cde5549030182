using VaeSharp.Engine;
using VaeSharp.Models.Recipes;
using VaeSharp.Models.Transforms;
using VaeSharp.Tests.Nn.Distributions;
using Xunit;
using static TorchSharp.torch;

namespace VaeSharp.Tests.Models.Transforms;

public sealed class CorruptTests
{
    private const int Count = 40_000;

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.7)]
    public void Gaussian_noise_has_the_level_as_its_spread(double level)
    {
        using var scope = NewDisposeScope();

        float[] values = Spoil(CorruptionKind.Gaussian, level);

        Assert.InRange(GoodnessOfFit.Kolmogorov(
            values, y => DiagonalGaussianTests.NormalCumulative((y - 0.4) / level)), 0, 2.2);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.25)]
    [InlineData(1)]
    public void Mask_sets_the_share_of_values_to_zero_and_leaves_the_others(double level)
    {
        using var scope = NewDisposeScope();

        float[] values = Spoil(CorruptionKind.Mask, level);

        Assert.All(values, y => Assert.True(y is 0 or 0.4f));
        Values.Near(level, Share(values, 0), Error(level));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.3)]
    [InlineData(1)]
    public void Salt_and_pepper_set_half_of_the_share_to_each_end(double level)
    {
        using var scope = NewDisposeScope();

        float[] values = Spoil(CorruptionKind.SaltAndPepper, level);

        Assert.All(values, y => Assert.True(y is 0 or 1 or 0.4f));
        Values.Near(level / 2, Share(values, 0), Error(level / 2));
        Values.Near(level / 2, Share(values, 1), Error(level / 2));
    }

    [Fact]
    public void Each_image_draws_its_own_level_within_the_range()
    {
        using var scope = NewDisposeScope();
        using var random = new RandomStream(2, RandomUse.Training);

        Tensor spoilt = new Corrupt(new Corruption(CorruptionKind.Gaussian, 0.2, 0.6)).Apply(
            full([200, 1, 40, 40], 0.5), random);

        double[] levels = [.. Values.Read((spoilt - 0.5).square().mean([1, 2, 3]).sqrt())];
        Assert.All(levels, level => Assert.InRange(level, 0.18, 0.65));
        Assert.InRange(GoodnessOfFit.Kolmogorov(
            [.. levels.Select(l => (float)l)], level => Math.Clamp((level - 0.2) / 0.4, 0, 1)), 0, 2.2);
    }

    private static float[] Spoil(CorruptionKind kind, double level)
    {
        using var random = new RandomStream(1, RandomUse.Training);
        Tensor clean = full([1, 1, 200, Count / 200], 0.4);
        return Values.ReadSingle(Corrupt.At(clean, kind, tensor((float)level), random));
    }

    private static double Share(float[] values, float of) => values.Count(v => v == of) / (double)values.Length;

    private static double Error(double share) => 4.5 * Math.Sqrt(share * (1 - share) / Count);
}
