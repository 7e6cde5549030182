using BenchmarkDotNet.Attributes;
using VaeSharp.Engine;
using VaeSharp.Engine.Gemm;
using static TorchSharp.torch;

namespace VaeSharp.Benchmarks.Micro;

/// <summary>Products of float32 matrices of the sizes of seed-mnist's first layer, by libtorch and by VaeSharp.</summary>
[CategoriesColumn]
public class MatrixProducts
{
    private const int Batch = 256;
    private const int Inputs = 784;
    private const int Outputs = 512;

    private Tensor _x = null!; // [B, inputs]
    private Tensor _weight = null!; // [outputs, inputs]
    private Tensor _bias = null!; // [outputs]
    private Tensor _gradient = null!; // [B, outputs]

    /// <summary>Makes the matrices.</summary>
    [GlobalSetup]
    public void Prepare()
    {
        using RandomStream random = Bench.Prepare();
        _x = random.Normal(Batch, Inputs);
        _weight = random.Normal(Outputs, Inputs);
        _bias = random.Normal(Outputs);
        _gradient = random.Normal(Batch, Outputs);
    }

    /// <summary>Forward, before.</summary>
    [Benchmark(Baseline = true), BenchmarkCategory("x · Wᵀ + b")]
    public void LibTorchAffine() => nn.functional.linear(_x, _weight, _bias).Dispose();

    /// <summary>Forward, after.</summary>
    [Benchmark, BenchmarkCategory("x · Wᵀ + b")]
    public void OwnAffine() => MatrixProduct.Affine(_x, _weight, _bias).Dispose();

    /// <summary>The gradient of the input, before.</summary>
    [Benchmark(Baseline = true), BenchmarkCategory("g · W")]
    public void LibTorchPlain() => _gradient.mm(_weight).Dispose();

    /// <summary>The gradient of the input, after.</summary>
    [Benchmark, BenchmarkCategory("g · W")]
    public void OwnPlain() => MatrixProduct.Plain(_gradient, _weight).Dispose();

    /// <summary>The gradient of the weights, before.</summary>
    [Benchmark(Baseline = true), BenchmarkCategory("gᵀ · x")]
    public void LibTorchTransposed()
    {
        using Tensor transposed = _gradient.t();
        transposed.mm(_x).Dispose();
    }

    /// <summary>The gradient of the weights, after.</summary>
    [Benchmark, BenchmarkCategory("gᵀ · x")]
    public void OwnTransposed() => MatrixProduct.Transposed(_gradient, _x).Dispose();
}
