using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using VaeSharp.Engine;
using VaeSharp.Engine.Kernels;
using Xunit;
using static TorchSharp.torch;

namespace VaeSharp.Tests.Engine;

public sealed class DenormalsTests
{
    private static readonly bool Flushes =
        OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64;

    [Fact]
    public void Numbers_too_small_for_speed_are_zero_on_every_thread()
    {
        if (!Flushes)
        {
            return;
        }

        try
        {
            Threads.Use(2);
            var products = new ConcurrentBag<float>();

            OpenMp.Run(2, _ => products.Add(Product(1e-20f, 1e-20f)));

            Assert.Equal([0f, 0f], products);
            Assert.Equal(0f, Product(1e-20f, 1e-20f));
        }
        finally
        {
            Threads.Use(1);
        }
    }

    [Fact]
    public void Silu_has_no_denormal_slopes()
    {
        using var scope = NewDisposeScope();
        Threads.Use(1);
        Tensor x = linspace(-110, 110, 4401).requires_grad_();

        nn.functional.silu(x).sum().backward();

        float[] slopes = x.grad!.data<float>().ToArray();
        Assert.DoesNotContain(slopes, slope => Flushes && float.IsSubnormal(slope));
        Assert.Contains(slopes, slope => slope is 0);
        Assert.Equal(1, slopes[^1]);
    }

    // Not inlined: the compiler would multiply constants itself, with denormal results.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static float Product(float a, float b) => a * b;
}
