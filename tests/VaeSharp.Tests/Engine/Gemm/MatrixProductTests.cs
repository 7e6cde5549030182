using VaeSharp.Engine;
using VaeSharp.Engine.Gemm;
using Xunit;
using static TorchSharp.torch;

namespace VaeSharp.Tests.Engine.Gemm;

public sealed class MatrixProductTests
{
    /// <summary>Rows, columns, depth: single ones, all rests of tiles of 12×32 and of depths of 256, and real layers.</summary>
    public static TheoryData<long, long, long> Sizes()
    {
        var sizes = new TheoryData<long, long, long> { { 1, 1, 1 }, { 256, 512, 784 }, { 128, 2, 256 }, { 96, 10, 3 } };
        foreach (long rows in (long[])[1, 3, 4, 5, 11, 12, 13, 31])
        {
            foreach (long columns in (long[])[1, 31, 32, 33, 70])
            {
                sizes.Add(rows, columns, 1 + ((rows * columns) % 37));
            }
        }

        foreach (long depth in (long[])[255, 256, 257, 511, 513, 800])
        {
            sizes.Add(25, 65, depth);
        }

        return sizes;
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void All_three_products_agree_with_doubles(long rows, long columns, long depth)
    {
        using var scope = NewDisposeScope();
        using var random = new RandomStream(1, RandomUse.Evaluation);
        Tensor a = random.Normal(rows, depth);
        Tensor b = random.Normal(depth, columns);
        Tensor bias = random.Normal(columns);
        Tensor exact = a.to(float64).mm(b.to(float64));
        Tensor terms = a.to(float64).abs().mm(b.to(float64).abs());

        Require(exact, MatrixProduct.Plain(a, b), terms);
        Require(exact, MatrixProduct.Transposed(a.t().contiguous(), b), terms);
        Require(exact + bias, MatrixProduct.Affine(a, b.t().contiguous(), bias), terms + bias.abs());
    }

    [Fact]
    public void Sizes_and_types_that_do_not_fit_are_refused_with_both_shapes()
    {
        using var scope = NewDisposeScope();
        foreach (Action wrong in (Action[])[
            () => MatrixProduct.Plain(ones(8, 100), ones(64, 32)), () => MatrixProduct.Plain(ones(8, 10), ones(64, 32)),
            () => MatrixProduct.Plain(ones(8), ones(8, 3)), () => MatrixProduct.Transposed(ones(8, 3), ones(9, 3)),
            () => MatrixProduct.Affine(ones(8, 100), ones(32, 64), ones(32)), () => MatrixProduct.Affine(ones(8, 64), ones(32, 64), ones(31)),
            () => MatrixProduct.Affine(ones(8, 64, dtype: float64), ones(32, 64), ones(32)),
            () => new VaeSharp.Nn.Layers.Affine(64, 32).call(ones(8, 100)), () => new VaeSharp.Nn.Layers.Affine(64, 32).call(ones(8, 10)),
            () => new VaeSharp.Nn.Layers.Affine(64, 32).call(ones(8, 64, dtype: float64))])
        {
            Assert.Matches(@"\[(8|31)\b", Assert.Throws<ArgumentException>(wrong).Message);
        }
    }

    [Fact]
    public void A_sum_of_no_terms_is_zero_or_the_bias()
    {
        using var scope = NewDisposeScope();
        Assert.True(MatrixProduct.Plain(ones(3, 0), ones(0, 40)).eq(0).all().item<bool>());
        Assert.True(MatrixProduct.Affine(ones(3, 0), ones(40, 0), ones(40)).eq(1).all().item<bool>());
        Assert.True(MatrixProduct.Transposed(ones(0, 3), ones(0, 40)).eq(0).all().item<bool>());
    }

    [Fact]
    public void A_product_has_the_same_bits_with_one_thread_and_with_two()
    {
        using var scope = NewDisposeScope();
        using var random = new RandomStream(2, RandomUse.Evaluation);
        Tensor a = random.Normal(50, 600);
        Tensor b = random.Normal(600, 300);
        int before = Threads.Count;
        try
        {
            set_num_threads(1);
            Tensor one = MatrixProduct.Plain(a, b);
            set_num_threads(2);
            Tensor two = MatrixProduct.Plain(a, b);

            Assert.True(one.eq(two).all().item<bool>());
        }
        finally
        {
            set_num_threads(before);
        }
    }

    [Fact]
    public void What_is_no_number_stays_visible()
    {
        using var scope = NewDisposeScope();
        Tensor a = ones(14, 40);
        a[13, 39] = float.NaN;

        Tensor product = MatrixProduct.Plain(a, ones(40, 33));

        Assert.True(product[13].isnan().all().item<bool>());
        Assert.True(product[..13].eq(40).all().item<bool>());
    }

    [Fact]
    public void Matrices_with_gaps_of_doubles_or_of_other_ranks_are_left_to_libtorch()
    {
        using var scope = NewDisposeScope();
        Tensor plain = ones(4, 4);

        Assert.Equal(MatrixProduct.IsUsed, MatrixProduct.Takes(plain, plain));
        Assert.False(MatrixProduct.Takes(plain, ones(4, 8)[.., ..4]));
        Assert.False(MatrixProduct.Takes(plain.t()[..2], ones(4, 3).t()));
        Assert.False(MatrixProduct.Takes(plain, ones(4, 4, dtype: float64)));
        Assert.False(MatrixProduct.Takes(ones(1, 4, 4), plain));
    }

    // The bound of a sum in any order: depth · 2⁻²⁴ of the sum of the terms' sizes; a few roundings suffice in practice.
    private static void Require(Tensor exact, Tensor actual, Tensor terms)
    {
        Assert.Equal(exact.shape, actual.shape);
        Assert.InRange(((exact - actual).abs() / terms).max().item<double>(), 0, 2e-6);
    }
}
