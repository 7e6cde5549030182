using VaeSharp.Engine;
using VaeSharp.Nn.Layers;
using Xunit;
using static TorchSharp.torch;

namespace VaeSharp.Tests.Nn.Layers;

/// <summary>Products of factors that are rounded to bfloat16, beside the same in double precision.</summary>
public sealed class ProductPrecisionTests
{
    // bfloat16 keeps 8 bits: a number is off by at most 2⁻⁹ of itself, and so are factors, sums and gradients where they are kept.
    private const double Rounding = 1.0 / 512;

    /// <summary>Batch, channels in and out, size, kernel, stride; odd numbers of channels above all, with which oneDNN errs.</summary>
    public static TheoryData<long, long, long, long, long, long> Shapes()
    {
        var shapes = new TheoryData<long, long, long, long, long, long>();
        foreach (long inputs in (long[])[2, 3, 5, 8, 16, 17, 40])
        {
            foreach (long outputs in (long[])[1, 2, 3, 4, 6, 9, 16, 24, 33])
            {
                shapes.Add(2, inputs, outputs, 5, 3, 1);
                shapes.Add(3, inputs, outputs, 6, 4, 2);
            }
        }

        shapes.Add(2, 32, 64, 16, 4, 2);
        shapes.Add(2, 48, 48, 8, 3, 1);
        shapes.Add(1, 64, 12, 14, 3, 1);
        shapes.Add(2, 64, 64, 28, 3, 1);
        shapes.Add(2, 64, 128, 8, 3, 2);
        shapes.Add(2, 16, 32, 5, 2, 1);
        return shapes;
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Convolutions_agree_with_doubles_of_rounded_factors(
        long batch, long inputs, long outputs, long size, long kernel, long stride)
    {
        using var scope = NewDisposeScope();
        using var random = new RandomStream(1, RandomUse.Evaluation);
        using var layer = new NhwcConvolution(inputs, outputs, kernel, stride, kernel / 2);
        Tensor x = random.Normal(batch, inputs, size, size);
        Compare(layer, x, layer.Weight, (a, w) => nn.functional.conv2d(
            a, w, layer.Bias!.detach().to(float64), padding: [kernel / 2, kernel / 2], strides: [stride, stride]));
    }

    [Theory]
    [InlineData(256, 784, 512)]
    [InlineData(5, 3, 2)]
    [InlineData(1, 17, 40)]
    [InlineData(64, 33, 7)]
    [InlineData(9, 1, 5)]
    [InlineData(31, 40, 1)]
    [InlineData(4096, 48, 24)]
    public void Dense_layers_agree_with_doubles_of_rounded_factors(long batch, long inputs, long outputs)
    {
        using var scope = NewDisposeScope();
        using var random = new RandomStream(1, RandomUse.Evaluation);
        using var layer = new Affine(inputs, outputs);
        Compare(layer, random.Normal(batch, inputs), layer.Weight, (a, w) => nn.functional.linear(a, w, layer.Bias.detach().to(float64)));
    }

    [Theory]
    [InlineData(64, 128, 8, 2)]
    [InlineData(7, 9, 5, 1)]
    public void Maps_of_single_pixels_agree_with_doubles_of_rounded_factors(long inputs, long outputs, long size, long stride)
    {
        using var scope = NewDisposeScope();
        using var random = new RandomStream(1, RandomUse.Evaluation);
        using var layer = new PointwiseConvolution(inputs, outputs, stride);
        Compare(
            layer, random.Normal(2, inputs, size, size), layer.Weight,
            (a, w) => nn.functional.conv2d(a, w, strides: [stride, stride]));
    }

    [Fact]
    public void Only_the_thread_that_asks_rounds_and_only_until_it_ends()
    {
        using var scope = NewDisposeScope();
        using var random = new RandomStream(1, RandomUse.Evaluation);
        using var layer = new Affine(20, 10);
        Tensor x = random.Normal(4, 20);
        using var mode = no_grad();
        Tensor exact = layer.call(x);
        Tensor? elsewhere = null;
        Tensor rounded;
        using (ProductPrecision.Reduce(true))
        {
            Assert.Null(ProductPrecision.Reduce(true)); // the inner one must not end the outer one
            var other = new Thread(() => elsewhere = layer.call(x));
            other.Start();
            other.Join();
            rounded = layer.call(x);
        }

        Assert.True(exact.equal(elsewhere!).all().item<bool>());
        Assert.False(exact.equal(rounded).all().item<bool>());
        Assert.Equal(float32, rounded.dtype);
        Assert.True(exact.equal(layer.call(x)).all().item<bool>());
        Assert.Null(ProductPrecision.Reduce(false));
    }

    private static void Compare(nn.Module<Tensor, Tensor> layer, Tensor input, Tensor weight, Func<Tensor, Tensor, Tensor> exactly)
    {
        Tensor x = input.detach().requires_grad_(true);
        Tensor exactX = Rounded(input);
        Tensor exactWeight = Rounded(weight);
        Tensor y;
        using (ProductPrecision.Reduce(true))
        {
            y = layer.call(x);
        }

        Tensor exact = exactly(exactX, exactWeight);
        Tensor slope = y.detach().sign(); // exact in either precision
        (y * slope).sum().backward();
        (exact * slope.to(float64)).sum().backward();

        Assert.Equal(float32, y.dtype);
        RequireNear(exact, y, "the result");
        RequireNear(exactX.grad!, x.grad!, "the input's gradient");
        RequireNear(exactWeight.grad!, weight.grad!, "the weights' gradient");
    }

    private static Tensor Rounded(Tensor tensor) => tensor.detach().to(bfloat16).to(float64).contiguous().requires_grad_(true);

    private static void RequireNear(Tensor exact, Tensor actual, string what)
    {
        double greatest = exact.abs().max().item<double>();
        double off = (exact - actual).abs().max().item<double>() / greatest;
        Assert.True(off < 4 * Rounding, $"{what} is off by {off:F3} of the greatest");
    }
}
