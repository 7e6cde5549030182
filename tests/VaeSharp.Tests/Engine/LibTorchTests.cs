using TorchSharp;
using VaeSharp.Engine;
using Xunit;

namespace VaeSharp.Tests.Engine;

public sealed class LibTorchTests
{
    [Fact]
    public void The_processor_is_always_there() => Assert.Equal(DeviceType.CPU, LibTorch.Device("cpu").type);

    [Theory]
    [InlineData("cuda")]
    [InlineData("cuda:1")]
    [InlineData("mps")]
    public void An_absent_device_is_refused_with_what_to_do(string name)
    {
        if (name == "mps" ? torch.mps_is_available() : torch.cuda_is_available())
        {
            Assert.NotEqual(DeviceType.CPU, LibTorch.Device(name).type);
            return;
        }

        string message = Assert.Throws<LibTorchException>(() => LibTorch.Device(name)).Message;

        Assert.Contains($"'{name}' is not available", message, StringComparison.Ordinal);
        Assert.Contains("Compute on the CPU", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("quantum")]
    [InlineData("")]
    [InlineData("CUDA")]
    [InlineData("cpu:x")]
    [InlineData("cpu:0:0")]
    public void A_name_of_no_device_is_refused_with_the_known_ones(string name)
    {
        string message = Assert.Throws<LibTorchException>(() => LibTorch.Device(name)).Message;

        Assert.Contains($"'{name}'; expected cpu, cuda, cuda:N or mps", message, StringComparison.Ordinal);
    }
}
