using BenchmarkDotNet.Attributes;
using TorchSharp;
using VaeSharp.Engine;
using VaeSharp.Nn.Layers;
using static TorchSharp.torch;

namespace VaeSharp.Benchmarks.Micro;

/// <summary>Forward and backward through two dense layers of the sizes of seed-mnist.</summary>
public class Gradients
{
    private Affine[] _layers = [];
    private Tensor _x = null!; // [B, inputs]
    private Tensor[] _parameters = [];

    /// <summary>Makes layers and images.</summary>
    [GlobalSetup]
    public void Prepare()
    {
        using RandomStream random = Bench.Prepare();
        _layers = [new Affine(784, 512), new Affine(512, 256)];
        _x = random.Normal(256, 784);
        _parameters = [.. _layers.SelectMany(layer => layer.parameters())];
    }

    /// <summary>Gradients set to zero and added to, before.</summary>
    [Benchmark(Baseline = true)]
    public void ClearedToZero()
    {
        using DisposeScope scope = NewDisposeScope();
        foreach (Tensor parameter in _parameters)
        {
            parameter.grad?.zero_();
        }

        Loss().backward();
    }

    /// <summary>Gradients set to none, after.</summary>
    [Benchmark]
    public void ClearedToNone() => Bench.ThereAndBack(Loss, _parameters);

    private Tensor Loss() => _layers.Aggregate(_x, (x, layer) => layer.call(x)).square().mean();
}
