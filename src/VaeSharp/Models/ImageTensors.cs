using VaeSharp.Data;
using VaeSharp.Engine;
using VaeSharp.Models.Recipes;
using VaeSharp.Models.Transforms;
using static TorchSharp.torch;

namespace VaeSharp.Models;

/// <summary>Images as a model reads them, with their labels.</summary>
/// <param name="X">Values in [0, 1], or 0 and 1 where binarised; float32, shape [B, C, H, W].</param>
/// <param name="Labels">Classes; int64, shape [B]. Fewer where only the first images have labels.</param>
public sealed record ImageBatch(Tensor X, Tensor Labels);

/// <summary>A whole data set as bytes; batches are gathered, scaled and binarised in one pass.</summary>
/// <remarks>On the CPU the data set's own bytes are read; another device holds a copy of them.</remarks>
public sealed class ImageTensors : IDisposable
{
    private readonly ImageDataset _images;
    private readonly Tensor? _pixels; // uint8 [N, C, H, W], where not on the CPU
    private readonly Tensor _labels; // int64 [N]

    /// <summary>Copies the labels, and the images where <paramref name="device"/> is not the CPU, to it.</summary>
    public ImageTensors(ImageDataset images, Device? device = null)
    {
        using var scope = NewDisposeScope();
        _images = images;
        ImageShape shape = images.Shape;
        if (device is { type: not TorchSharp.DeviceType.CPU })
        {
            _pixels = tensor(images.Pixels, [images.Count, shape.Channels, shape.Height, shape.Width], device: device)
                .DetachFromDisposeScope();
        }

        _labels = tensor(images.Labels, [images.Count], device: device).to(ScalarType.Int64).DetachFromDisposeScope();
    }

    /// <summary>Where they come from.</summary>
    public ImageDataset Source => _images;

    /// <summary>Images that batches are made of.</summary>
    public int Count => _images.Count;

    /// <summary>Where batches are made.</summary>
    public Device Device => _labels.device;

    /// <summary>Gathers images and scales them to [0, 1].</summary>
    /// <param name="indices">Which ones, in order.</param>
    /// <param name="binarization">How grey values become ones and zeros.</param>
    /// <param name="random">For dynamic binarisation.</param>
    /// <returns>Owned by the dispose scope around the call.</returns>
    public ImageBatch Batch(ReadOnlySpan<int> indices, Binarization binarization, RandomStream random)
    {
        Tensor rows = tensor(indices.ToArray(), device: Device);
        Tensor labels = _labels.index_select(0, rows);
        if (_pixels is null)
        {
            return new ImageBatch(PixelGather.Gather(_images, indices, binarization, random), labels);
        }

        Tensor x = _pixels.index_select(0, rows).to(ScalarType.Float32).div_(255); // [B, C, H, W]
        return new ImageBatch(new Binarize(binarization).Apply(x, random), labels);
    }

    /// <summary>Gathers images, scales them to [0, 1] and transforms them.</summary>
    /// <param name="indices">Which ones, in order.</param>
    /// <param name="transforms">In their order; a binarisation that comes first is done while bytes are read.</param>
    /// <param name="random">Where they draw from.</param>
    /// <returns>Owned by the dispose scope around the call.</returns>
    internal ImageBatch Batch(ReadOnlySpan<int> indices, IReadOnlyList<ImageTransform> transforms, RandomStream random)
    {
        (Binarization reading, int done) = transforms is [Binarize first, ..] ? (first.How, 1) : (Binarization.None, 0);
        ImageBatch batch = Batch(indices, reading, random);
        return batch with { X = ImageTransform.ApplyAll(transforms.Skip(done), batch.X, random) };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _pixels?.Dispose();
        _labels.Dispose();
    }
}
