using VaeSharp.Engine;
using static TorchSharp.torch;

namespace VaeSharp.Models.Transforms;

/// <summary>Moves each image up or down and left or right, which shows the same class.</summary>
/// <param name="Most">The greatest move along each axis, pixels; all up to it are equally probable.</param>
/// <param name="RepeatsEdge">Whether the image's own edge comes in again, as suits photographs, in place of black.</param>
internal sealed record Shift(int Most, bool RepeatsEdge = false) : ImageTransform
{
    /// <inheritdoc/>
    public override string Name => FormattableString.Invariant($"moved by up to {Most} pixels along each axis")
        + (RepeatsEdge ? ", the edge repeated" : "");

    /// <inheritdoc/>
    public override Tensor Apply(Tensor x, RandomStream random)
    {
        (long count, long height, long width) = (x.shape[0], x.shape[2], x.shape[3]);
        Tensor from = (RepeatsEdge ? x : nn.functional.pad(x, [Most, Most, Most, Most])).permute(0, 2, 3, 1); // [B, rows, columns, C]
        Tensor image = arange(count, ScalarType.Int64, x.device).view(-1, 1, 1);
        Tensor rows = Moved(height).unsqueeze(2);
        Tensor columns = Moved(width).unsqueeze(1);
        Tensor moved = from.index(TensorIndex.Tensor(image), TensorIndex.Tensor(rows), TensorIndex.Tensor(columns));
        return moved.permute(0, 3, 1, 2).contiguous(); // [B, C, H, W]

        // For each image the positions along an axis that its pixels come from; [B, size].
        Tensor Moved(long size)
        {
            Tensor positions = random.Integers((2 * Most) + 1, count, 1) + arange(size, ScalarType.Int64, x.device);
            return RepeatsEdge ? (positions - Most).clamp(0, size - 1) : positions;
        }
    }
}
