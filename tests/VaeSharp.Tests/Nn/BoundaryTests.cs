using VaeSharp.Nn.Distributions;
using VaeSharp.Nn.Layers;
using VaeSharp.Nn.Statistics;
using VaeSharp.Tests.House;
using Xunit;
using static TorchSharp.torch;

namespace VaeSharp.Tests.Nn;

/// <summary>What does not fit is refused where it enters, with what was found and what was expected.</summary>
public sealed class BoundaryTests
{
    public static TheoryData<int, string> Rows()
    {
        var rows = new TheoryData<int, string>();
        for (int i = 0; i < BoundaryTable.Cases.Count; i++)
        {
            rows.Add(i, BoundaryTable.Cases[i].Owner.Name);
        }

        return rows;
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_tensor_that_fits_is_taken(int row, string owner)
    {
        using var scope = NewDisposeScope();
        BoundaryCase example = BoundaryTable.Cases[row];
        Assert.True(example.Use(example.Of(example.Right)).numel() > 0, owner);
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Another_rank_is_refused_with_both_shapes(int row, string owner)
    {
        using var scope = NewDisposeScope();
        BoundaryCase example = BoundaryTable.Cases[row];
        Assert.All(example.WrongRanks, shape => Refused(example, shape, owner));
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Another_size_is_refused_with_both_shapes(int row, string owner)
    {
        using var scope = NewDisposeScope();
        BoundaryCase example = BoundaryTable.Cases[row];
        Assert.All(example.WrongSizes, shape => Refused(example, shape, owner));
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Another_type_is_refused_by_name(int row, string owner)
    {
        using var scope = NewDisposeScope();
        BoundaryCase example = BoundaryTable.Cases[row];
        ScalarType[] others = example.TakesAnyType ? []
            : example.TakesAnyFloat ? [ScalarType.Byte] : [ScalarType.Float64, ScalarType.Byte];
        foreach (ScalarType other in others)
        {
            var refused = Assert.ThrowsAny<ArgumentException>(() => example.Use(example.Of(example.Right, other)));
            Assert.True(refused.Message.Contains($"{other}", StringComparison.Ordinal), $"{owner}: {refused.Message}");
        }
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_dimension_of_no_numbers_gives_none_or_finite_ones_or_is_refused(int row, string owner)
    {
        using var scope = NewDisposeScope();
        BoundaryCase example = BoundaryTable.Cases[row];
        foreach (long[] shape in example.Empty)
        {
            Tensor result;
            try
            {
                result = example.Use(example.Of(shape));
            }
            catch (ArgumentException refused)
            {
                Assert.Contains($"[{string.Join(", ", shape)}]", refused.Message, StringComparison.Ordinal);
                continue;
            }

            Assert.True(result.isfinite().all().item<bool>(), $"{owner} of [{string.Join(", ", shape)}]");
        }
    }

    [Fact]
    public void No_layer_distribution_or_statistic_is_left_out() =>
        Assert.Equal(
            TypeTests.Written(typeof(Affine).Assembly)
                .Where(type => type.Namespace!.StartsWith("VaeSharp.Nn", StringComparison.Ordinal) && !type.IsNested)
                .Where(type => type.IsClass && type.IsSealed && (!type.IsAbstract || type == typeof(LatentCovariance)))
                .Where(type => !type.IsSubclassOf(typeof(Exception)))
                .Except([typeof(DebyePolynomials), typeof(GaussLegendre), typeof(WeightBudget)]) // no part of a network
                .Except([typeof(AttentionInputs), typeof(AttentionCache)]) // what a layer is given beside its numbers
                .Select(type => type.Name).Order(StringComparer.Ordinal),
            BoundaryTable.Cases.Select(example => example.Owner.Name).Distinct().Order(StringComparer.Ordinal));

    [Fact]
    public void Layers_of_no_size_and_stacks_of_no_layers_are_refused()
    {
        using var scope = NewDisposeScope();
        Assert.All(
            (Action[])[
                () => _ = new Affine(0, 3), () => _ = new Affine(3, 0), () => _ = new MaskedAffine([], [1]),
                () => _ = new MaskedAffine([1], []), () => _ = new AffineCoupling(1, 4, true), () => _ = new Codebook(0, 3, 0.9),
                () => _ = new Codebook(3, 0, 0.9), () => _ = new DenseLayer(3, 0, DenseActivation.Gated),
                () => _ = new DenseStack(3, [], DenseActivation.Relu, 0), () => _ = new PixelAffine(0, 3),
                () => _ = new PointwiseConvolution(3, 0), () => _ = new PointwiseConvolution(3, 3, 0),
                () => _ = new ResNetBlock(3, 2, Resize.Keep), () => _ = new ResidualBlock(0),
                () => _ = new NhwcConvolution(0, 3, 3), () => _ = new NhwcConvolution(3, 3, 1),
                () => _ = new NhwcConvolution(3, 3, 3, stride: 0), () => _ = new NhwcConvolution(3, 3, 3, padding: -1),
                () => _ = new AutoregressiveNetwork(0, 3, 4), () => _ = new AutoregressiveNetwork(3, 3, 0),
                () => _ = new FlowDistribution(DiagonalGaussian.Standard(3), []), () => _ = new LabelInput(0, 3),
                () => _ = new LogisticMixture(ones(2, 20, 4, 5), 0, 3),
            ],
            wrong => Assert.ThrowsAny<ArgumentException>(wrong));
    }

    [Fact]
    public void A_bias_of_another_size_is_refused_with_both_shapes()
    {
        using var scope = NewDisposeScope();
        var refused = Assert.Throws<ArgumentException>(() => Affine.Apply(ones(8, 64), ones(32, 64), ones(31)));
        Assert.Equal(
            "Affine takes bias of shape [32]; found Float32 [31]. weight is Float32 [32, 64]. (Parameter 'bias')",
            refused.Message);
    }

    [Fact]
    public void Images_without_pixels_have_no_sum_on_any_processor()
    {
        using var scope = NewDisposeScope();
        var refused = Assert.Throws<ArgumentException>(() => new Bernoulli(ones(20)).LogProbability(ones(20)));
        Assert.Contains("[B, …]; found Float32 [20]", refused.Message, StringComparison.Ordinal);
        Assert.Equal([20], new Bernoulli(ones(20)).LogProbabilityPerValue(ones(20)).shape);
    }

    [Fact]
    public void A_label_that_is_needed_is_missed()
    {
        using var scope = NewDisposeScope();
        var stack = new DenseStack(6, [4], DenseActivation.Relu, 10);
        var causal = new GatedCausalLayer(4, 10);
        Assert.Throws<ArgumentNullException>(() => stack.call(ones(5, 6), null));
        Assert.Throws<ArgumentNullException>(() => causal.call(ones(2, 4, 5, 5), ones(2, 4, 5, 5), null));
    }

    private static void Refused(BoundaryCase example, long[] shape, string owner)
    {
        var refused = Assert.ThrowsAny<ArgumentException>(() => example.Use(example.Of(shape)));
        Assert.True(
            refused.Message.Contains($"[{string.Join(", ", shape)}]", StringComparison.Ordinal)
            && refused.Message.Contains(example.Wanted, StringComparison.Ordinal),
            $"{owner} of [{string.Join(", ", shape)}]: {refused.Message}");
    }
}
