using BenchmarkDotNet.Attributes;
using TorchSharp;
using VaeSharp.Data;
using VaeSharp.Engine;
using VaeSharp.Models;
using VaeSharp.Models.Recipes;
using static TorchSharp.torch;

namespace VaeSharp.Benchmarks.Micro;

/// <summary>256 images of MNIST from bytes to float32, by libtorch's operations and in one pass.</summary>
[CategoriesColumn]
public class Batches
{
    private readonly int[] _order = [.. Enumerable.Range(0, 256).Select(i => i * 7919 % 50_000)];
    private ImageDataset _images = null!;
    private RandomStream _random = null!;
    private Tensor _pixels = null!; // uint8 [N, 1, 28, 28]

    /// <summary>Reads MNIST.</summary>
    [GlobalSetup]
    public void Prepare()
    {
        _random = Bench.Prepare();
        _images = DatasetCatalog.Open(new DatasetRequest("mnist")).Train;
        _pixels = tensor(_images.Pixels, [_images.Count, 1, 28, 28]);
    }

    /// <summary>Gathered, scaled and binarised one after the other, before.</summary>
    [Benchmark(Baseline = true), BenchmarkCategory("binarised")]
    public void LibTorchBinarised()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = Scaled();
        _ = _random.Uniform(x.shape).lt(x).to(ScalarType.Float32);
    }

    /// <summary>In one pass, after.</summary>
    [Benchmark, BenchmarkCategory("binarised")]
    public void OwnBinarised() => PixelGather.Gather(_images, _order, Binarization.Dynamic, _random).Dispose();

    /// <summary>Gathered and scaled one after the other, before.</summary>
    [Benchmark(Baseline = true), BenchmarkCategory("grey")]
    public void LibTorchGrey()
    {
        using DisposeScope scope = NewDisposeScope();
        _ = Scaled();
    }

    /// <summary>In one pass, after.</summary>
    [Benchmark, BenchmarkCategory("grey")]
    public void OwnGrey() => PixelGather.Gather(_images, _order, Binarization.None, _random).Dispose();

    private Tensor Scaled() => _pixels.index_select(0, tensor(_order)).to(ScalarType.Float32).div_(255);
}
