using static TorchSharp.torch;

namespace VaeSharp.Models;

/// <summary>Encodings of images with their labels, which a prior is fitted to.</summary>
/// <param name="Points">Latents, float [N, D]; or the numbers of codes, int64 [N, P].</param>
/// <param name="Labels">Classes; int64 [N].</param>
internal sealed record EncodedSet(Tensor Points, Tensor Labels)
{
    /// <summary>N.</summary>
    public int Count => (int)Points.shape[0];

    /// <summary>The rows of these numbers.</summary>
    /// <param name="rows">From 0.</param>
    public EncodedSet Rows(ReadOnlySpan<int> rows)
    {
        Tensor index = tensor(rows.ToArray(), device: Points.device);
        return new EncodedSet(Points.index_select(0, index), Labels.index_select(0, index));
    }
}
