using VaeSharp.Data;
using VaeSharp.Engine;
using VaeSharp.Models.Recipes;
using static TorchSharp.torch;

namespace VaeSharp.Models;

/// <summary>Images as a model reads them, with their labels.</summary>
/// <param name="X">Values in [0, 1], or 0 and 1 where binarised; float32, shape [B, C, H, W].</param>
/// <param name="Labels">Classes; int64, shape [B].</param>
public sealed record ImageBatch(Tensor X, Tensor Labels);

/// <summary>A whole data set as bytes on the device; batches are gathered and scaled there.</summary>
public sealed class ImageTensors : IDisposable
{
    private readonly Tensor _pixels; // uint8 [N, C, H, W]
    private readonly Tensor _labels; // int64 [N]

    /// <summary>Copies the data set to <paramref name="device"/>.</summary>
    public ImageTensors(ImageDataset images, Device? device = null)
    {
        using var scope = NewDisposeScope();
        ImageShape shape = images.Shape;
        _pixels = tensor(images.Pixels, [images.Count, shape.Channels, shape.Height, shape.Width], device: device)
            .DetachFromDisposeScope();
        _labels = tensor(images.Labels, [images.Count], device: device).to(ScalarType.Int64).DetachFromDisposeScope();
        Count = images.Count;
    }

    /// <summary>How many images.</summary>
    public int Count { get; }

    /// <summary>Where they are.</summary>
    public Device Device => _pixels.device;

    /// <summary>Gathers images and scales them to [0, 1].</summary>
    /// <param name="indices">Which ones, in order.</param>
    /// <param name="binarization">How grey values become ones and zeros.</param>
    /// <param name="random">For dynamic binarisation.</param>
    /// <returns>Owned by the dispose scope around the call.</returns>
    public ImageBatch Batch(ReadOnlySpan<int> indices, Binarization binarization, RandomStream random)
    {
        Tensor rows = tensor(indices.ToArray(), device: Device);
        Tensor x = _pixels.index_select(0, rows).to(ScalarType.Float32).div_(255); // [B, C, H, W]
        return new ImageBatch(Binarize(x, binarization, random), _labels.index_select(0, rows));
    }

    /// <summary>Makes grey values 0 or 1, or leaves them.</summary>
    public static Tensor Binarize(Tensor x, Binarization binarization, RandomStream random) => binarization switch
    {
        Binarization.Threshold => x.ge(0.5).to(ScalarType.Float32),
        Binarization.Dynamic => random.Uniform(x.shape).lt(x).to(ScalarType.Float32),
        _ => x,
    };

    /// <inheritdoc/>
    public void Dispose()
    {
        _pixels.Dispose();
        _labels.Dispose();
    }
}
