using BenchmarkDotNet.Attributes;
using TorchSharp;
using TorchSharp.Modules;
using VaeSharp.Engine;
using static TorchSharp.torch;

namespace VaeSharp.Benchmarks.Micro;

/// <summary>An update of four million weights in four matrices: TorchSharp's Adam, libtorch's fused one, VaeSharp's.</summary>
[CategoriesColumn]
public class AdamUpdates
{
    private const int Matrices = 4;
    private const int Side = 1000;
    private const double Rate = 1e-3;
    private const double Clip = 0.999999; // so near to 1 that gradients that are shortened in place stay what they are

    private Parameter[] _weights = [];
    private Tensor[] _gradients = [];
    private (FusedAdam Own, FusedAdam LibTorch) _fused;
    private optim.Optimizer _plain = null!;

    /// <summary>Makes the weights, their gradients and three optimisers.</summary>
    [GlobalSetup]
    public void Prepare()
    {
        using RandomStream random = Bench.Prepare();
        _weights = [.. Enumerable.Range(0, Matrices).Select(_ => new Parameter(random.Normal(Side, Side)))];
        _gradients = [.. _weights.Select(_ => random.Normal(Side, Side))];
        var own = new FusedAdam(_weights);
        ParameterKernels.IsUsed = false;
        _fused = (own, new FusedAdam(_weights));
        ParameterKernels.IsUsed = true;
        _plain = optim.Adam(_weights, Rate);
    }

    /// <summary>One tensor and one operation after the other.</summary>
    [Benchmark, BenchmarkCategory("norm and update")]
    public void TorchSharpAdam()
    {
        using DisposeScope scope = NewDisposeScope();
        GiveGradients();
        _plain.step();
    }

    /// <summary>libtorch's _fused_adam_, before.</summary>
    [Benchmark(Baseline = true), BenchmarkCategory("norm and update")]
    public void LibTorchFused() => Update(_fused.LibTorch, clip: 1);

    /// <summary>In one pass over all parameters, after.</summary>
    [Benchmark, BenchmarkCategory("norm and update")]
    public void OwnOnePass() => Update(_fused.Own, clip: 1);

    /// <summary>Gradients shortened by a pass of its own, before.</summary>
    [Benchmark(Baseline = true), BenchmarkCategory("norm, clipping and update")]
    public void LibTorchClipped() => Update(_fused.LibTorch, Clip);

    /// <summary>Gradients shortened within the pass, after.</summary>
    [Benchmark, BenchmarkCategory("norm, clipping and update")]
    public void OwnClipped() => Update(_fused.Own, Clip);

    private void Update(FusedAdam adam, double clip)
    {
        using DisposeScope scope = NewDisposeScope();
        GiveGradients();
        _ = adam.GradientNorm(); // takes the gradients in, as a step of training does
        adam.Step(Rate, clip);
    }

    private void GiveGradients()
    {
        for (int i = 0; i < Matrices; i++)
        {
            _weights[i].grad = _gradients[i];
        }
    }
}
