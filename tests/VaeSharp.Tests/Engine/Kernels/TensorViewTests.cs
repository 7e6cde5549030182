using VaeSharp.Engine.Kernels;
using Xunit;
using static TorchSharp.torch;

namespace VaeSharp.Tests.Engine.Kernels;

public sealed class TensorViewTests
{
    public static readonly TheoryData<string, string> Unfit = new()
    {
        { "rank", "[6]" }, { "size", "[3, 2]" }, { "type", "Float64 [2, 3]" }, { "gaps", "strides [6, 1]" }, { "order", "strides [1, 2]" },
    };

    [Theory]
    [MemberData(nameof(Unfit))]
    public void A_tensor_that_does_not_fit_is_refused_with_both_shapes(string what, string found)
    {
        using var scope = NewDisposeScope();
        Tensor tensor = what switch
        {
            "rank" => ones(6),
            "size" => ones(3, 2),
            "type" => ones(2, 3, dtype: float64),
            "gaps" => ones(2, 6)[.., ..3],
            _ => ones(3, 2).t(),
        };

        var refused = Assert.Throws<ArgumentException>(() => TensorView.Of<float>(tensor, 2, 3));

        Assert.Contains("Float32 [2, 3]", refused.Message, StringComparison.Ordinal);
        Assert.Contains(found, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_dense_view_takes_any_order_of_dimensions_and_no_gaps()
    {
        using var scope = NewDisposeScope();
        Assert.Equal(6, TensorView.Dense<float>(ones(3, 2).t()).Count);
        Assert.Throws<ArgumentException>(() => TensorView.Dense<float>(ones(2, 6)[.., ..3]));
        Assert.Throws<ArgumentException>(() => TensorView.Dense<float>(ones(2, dtype: int64)));
    }

    [Fact]
    public void A_part_lies_within_its_view()
    {
        using var scope = NewDisposeScope();
        TensorView<float> view = TensorView.Of<float>(ones(6), 6);
        Assert.Equal(4, view.Part(2, 4).Count);
        Assert.All(
            (Action[])[() => view.Part(3, 4), () => view.Part(-1, 2), () => view.Part(2, -1)],
            wrong => Assert.Throws<ArgumentOutOfRangeException>(wrong));
    }

    [Fact]
    public void Kernels_refuse_views_whose_counts_do_not_fit_each_other()
    {
        using var scope = NewDisposeScope();
        TensorView<float> two = TensorView.Of<float>(ones(2), 2);
        TensorView<float> six = TensorView.Of<float>(ones(6), 6);
        TensorView<float> none = default;
        var size = new GemmSize(2, 3, 2);
        var mixture = new LogisticMixtureLoop(MixtureLayout.Single(1), new LogScaleBounds(-2, -7, 0), 0.1);
        Assert.All(
            (Action[])[
                () => ParameterLoops.Lerp(two, six, 0.5f), () => ParameterLoops.Adam(six, six, two, six, default),
                () => BernoulliLoop.Run(two, six, none, two), () => BernoulliLoop.Run(six, six, two, two),
                () => PixelLoop.Scale(new byte[5], six), () => PixelLoop.Cut(new byte[7], six),
                () => PixelLoop.Binarize(new byte[7], 1, 0, six), () => GemmLoop.Plain(two, six, six, size),
                () => GemmLoop.Affine(six, six, two, six, size), () => GemmLoop.Transposed(six, two, six, size),
                () => mixture.Run(six, six, none, two, 3, false), () => mixture.Run(two, six, none, two, 1, true),
            ],
            wrong => Assert.Throws<ArgumentException>(wrong));
    }

    [Fact]
    public void A_tensor_that_was_disposed_of_has_no_address()
    {
        Tensor tensor = ones(6);
        TensorView<float> view = TensorView.Of<float>(tensor, 6);
        tensor.Dispose();
        Assert.Throws<ObjectDisposedException>(() => ParameterLoops.SumOfSquares(view));
    }

    [Fact]
    public void A_view_keeps_its_tensor_alive()
    {
        (WeakReference owner, TensorView<float> view) = Make();
        GC.Collect(2);
        Assert.True(owner.IsAlive);
        view.Dispose();

        static (WeakReference Owner, TensorView<float> View) Make()
        {
            Tensor tensor = ones(6);
            return (new WeakReference(tensor), TensorView.Of<float>(tensor, 6));
        }
    }
}
