using VaeSharp.Engine;
using VaeSharp.Nn.Layers;
using Xunit;
using static TorchSharp.torch;

namespace VaeSharp.Tests.Nn.Layers;

public sealed class NhwcConvolutionTests
{
    /// <summary>Batch, channels in and out, size, kernel, stride: multiples of 16, and all that is none.</summary>
    public static TheoryData<long, long, long, long, long, long> Shapes()
    {
        var shapes = new TheoryData<long, long, long, long, long, long>();
        foreach (long inputs in (long[])[1, 2, 3, 5, 7, 8, 12, 16, 17, 24, 33, 40])
        {
            foreach (long outputs in (long[])[1, 3, 4, 6, 9, 12, 16, 24, 32])
            {
                shapes.Add(6, inputs, outputs, 5, 3, 1);
                shapes.Add(9, inputs, outputs, 6, 4, 2);
            }
        }

        shapes.Add(2, 64, 1, 28, 3, 1);
        shapes.Add(32, 32, 4, 14, 3, 1);
        shapes.Add(1, 24, 24, 7, 3, 1);
        shapes.Add(7, 9, 9, 1, 3, 1);
        shapes.Add(16, 1, 16, 28, 5, 2);
        return shapes;
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Results_and_gradients_agree_with_doubles(
        long batch, long inputs, long outputs, long size, long kernel, long stride)
    {
        using var scope = NewDisposeScope();
        using var random = new RandomStream(1, RandomUse.Evaluation);
        using NhwcConvolution convolution = new NhwcConvolution(inputs, outputs, kernel, stride, kernel / 2);
        using (no_grad())
        {
            convolution.Weight.copy_(random.Normal(outputs, inputs, kernel, kernel));
            convolution.Bias!.copy_(random.Normal(outputs));
        }

        Tensor x = random.Normal(batch, inputs, size, size).requires_grad_(true);
        Tensor exactX = Double(x);
        Tensor exactWeight = Double(convolution.Weight);
        Tensor exactBias = Double(convolution.Bias!);

        Tensor y = convolution.call(x);
        Tensor exact = nn.functional.conv2d(
            exactX, exactWeight, exactBias, padding: [kernel / 2, kernel / 2], strides: [stride, stride]);
        y.square().sum().backward();
        exact.square().sum().backward();

        Assert.Equal(exact.shape, y.shape);
        RequireNear(exact, y);
        if (inputs > 1) // the gradient of a grey image is wrong in either layout, and nothing asks for it
        {
            RequireNear(exactX.grad!, x.grad!);
        }

        RequireNear(exactWeight.grad!, convolution.Weight.grad!);

        // Its terms 2y may cancel to nearly nothing: rounding is of the size of the terms, not of their sum.
        double terms = 2 * exact.abs().sum([0, 2, 3]).max().item<double>();
        RequireNear(exactBias.grad!, convolution.Bias!.grad!, terms);
    }

    [Fact]
    public void Weights_keep_their_shape_and_their_key()
    {
        using NhwcConvolution convolution = new NhwcConvolution(3, 8, 5);

        Assert.Equal([8, 3, 5, 5], convolution.Weight.shape);
        Assert.Equal([75, 1, 15, 3], convolution.Weight.stride());
        Assert.Equal(["bias", "weight"], convolution.state_dict().Keys.Order());
        Assert.All(convolution.parameters(), p => Assert.True(p.requires_grad));
        Assert.Null(new NhwcConvolution(3, 8, 5, hasBias: false).Bias);
    }

    private static Tensor Double(Tensor tensor) =>
        tensor.detach().to(ScalarType.Float64).contiguous().requires_grad_(true);

    private static void RequireNear(Tensor exact, Tensor actual, double? scale = null)
    {
        double greatest = scale ?? exact.abs().max().item<double>();
        Assert.InRange((exact - actual).abs().max().item<double>(), 0, 1e-5 * (1 + greatest));
    }
}
