using VaeSharp.Engine;
using VaeSharp.Nn.Layers;
using Xunit;
using static TorchSharp.torch;

namespace VaeSharp.Tests.Nn.Layers;

public sealed class PointwiseConvolutionTests
{
    [Theory]
    [InlineData(2, 256, 512, 8, 2)]
    [InlineData(4, 64, 128, 8, 2)]
    [InlineData(3, 7, 9, 5, 2)]
    [InlineData(4, 5, 10, 6, 3)]
    [InlineData(2, 8, 8, 4, 1)]
    [InlineData(1, 1, 1, 1, 1)]
    public void Results_and_gradients_agree_with_doubles(long batch, long inputs, long outputs, long size, long stride)
    {
        using var scope = NewDisposeScope();
        using var random = new RandomStream(1, RandomUse.Evaluation);
        using var convolution = new PointwiseConvolution(inputs, outputs, stride);
        Tensor x = random.Normal(batch, inputs, size, size).requires_grad_(true);
        Tensor exactX = x.detach().to(float64).requires_grad_(true);
        Tensor exactWeight = convolution.Weight.detach().to(float64).requires_grad_(true);

        Tensor y = convolution.call(x);
        Tensor exact = nn.functional.conv2d(exactX, exactWeight, strides: [stride, stride]);
        y.square().sum().backward();
        exact.square().sum().backward();

        Assert.Equal(exact.shape, y.shape);
        Assert.True(allclose(exact, y.to(float64), 1e-5, 1e-5));
        Assert.True(allclose(exactX.grad!, x.grad!.to(float64), 1e-4, 1e-4));
        Assert.True(allclose(exactWeight.grad!, convolution.Weight.grad!.to(float64), 1e-4, 1e-3));
    }

    [Fact]
    public void Its_weight_has_the_key_and_shape_of_a_convolutions()
    {
        using var convolution = new PointwiseConvolution(3, 5);

        Assert.Equal(["weight"], convolution.state_dict().Keys);
        Assert.Equal([5, 3, 1, 1], convolution.Weight.shape);
    }

    [Fact]
    public void A_convolution_of_one_pixel_is_made_nowhere_else()
    {
        var fault = Assert.Throws<ArgumentOutOfRangeException>(() => new NhwcConvolution(3, 5, kernel: 1));

        Assert.Contains(nameof(PointwiseConvolution), fault.Message, StringComparison.Ordinal);
    }
}
