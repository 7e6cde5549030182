using VaeSharp.Engine;
using static TorchSharp.torch;

namespace VaeSharp.Models.Transforms;

/// <summary>Moves each image up or down and left or right, which shows the same class; black comes in.</summary>
/// <param name="Most">The greatest move along each axis, pixels; all up to it are equally probable.</param>
internal sealed record Shift(int Most) : ImageTransform
{
    /// <inheritdoc/>
    public override string Name => FormattableString.Invariant($"moved by up to {Most} pixels along each axis");

    /// <inheritdoc/>
    public override Tensor Apply(Tensor x, RandomStream random)
    {
        (long count, long height, long width) = (x.shape[0], x.shape[2], x.shape[3]);
        Tensor padded = nn.functional.pad(x, [Most, Most, Most, Most]).permute(0, 2, 3, 1); // [B, H + 2m, W + 2m, C]
        Tensor image = arange(count, ScalarType.Int64, x.device).view(-1, 1, 1);
        Tensor rows = (random.Integers((2 * Most) + 1, count, 1) + arange(height, ScalarType.Int64, x.device)).unsqueeze(2);
        Tensor columns = (random.Integers((2 * Most) + 1, count, 1) + arange(width, ScalarType.Int64, x.device)).unsqueeze(1);
        Tensor moved = padded.index(TensorIndex.Tensor(image), TensorIndex.Tensor(rows), TensorIndex.Tensor(columns));
        return moved.permute(0, 3, 1, 2).contiguous(); // [B, C, H, W]
    }
}
