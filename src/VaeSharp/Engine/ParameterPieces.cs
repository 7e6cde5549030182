using VaeSharp.Engine.Kernels;
using static TorchSharp.torch;

namespace VaeSharp.Engine;

/// <summary>Lists of tensors, cut into pieces of equal lengths, whatever the number of threads.</summary>
/// <remarks>Tensors at the same place of each list lie alike. Views of them are kept, and stay right until
/// <see cref="Move"/> says that a tensor has been replaced.</remarks>
internal sealed class ParameterPieces
{
    private const int PieceLength = 1 << 14;

    private readonly TensorView<float>[][] _views; // of each list, of each tensor
    private readonly (int Tensor, int First, int Count)[] _pieces;

    private ParameterPieces(TensorView<float>[][] views, (int Tensor, int First, int Count)[] pieces) =>
        (_views, _pieces) = (views, pieces);

    /// <summary>Pieces that all tensors are cut into.</summary>
    internal int Count => _pieces.Length;

    /// <summary>The pieces; null where our own loops cannot take these tensors.</summary>
    internal static ParameterPieces? TryOf(params ReadOnlySpan<Tensor[]> lists)
    {
        if (!ParameterKernels.IsUsed || !ParameterLoops.IsSupported)
        {
            return null;
        }

        var pieces = new List<(int, int, int)>();
        for (int i = 0; i < lists[0].Length; i++)
        {
            foreach (Tensor[] list in lists)
            {
                if (!TensorView.LieAlike(lists[0][i], list[i]))
                {
                    return null;
                }
            }

            int count = checked((int)lists[0][i].numel());
            for (int from = 0; from < count; from += PieceLength)
            {
                pieces.Add((i, from, Math.Min(PieceLength, count - from)));
            }
        }

        var views = new TensorView<float>[lists.Length][];
        for (int k = 0; k < lists.Length; k++)
        {
            views[k] = [.. lists[k].Select(TensorView.Dense<float>)];
        }

        return new(views, [.. pieces]);
    }

    /// <summary>Says that a tensor of a list has been replaced by one that lies alike.</summary>
    /// <exception cref="ArgumentException">It has more or fewer numbers, or gaps.</exception>
    internal void Move(int list, int tensor, Tensor now)
    {
        TensorView<float> view = TensorView.Dense<float>(now);
        view.Demand(_views[list][tensor].Count);
        _views[list][tensor] = view;
    }

    /// <summary>Calls <paramref name="body"/> for each piece, on all threads.</summary>
    internal void ForEach(Action<int, Piece> body)
    {
        OpenMp.For(_pieces.Length, 1, (from, until) =>
        {
            for (int i = from; i < until; i++)
            {
                body(i, new Piece(_views, _pieces[i]));
            }
        });
        GC.KeepAlive(this);
    }

    /// <summary>The same stretch of one tensor of each list.</summary>
    internal readonly struct Piece(TensorView<float>[][] views, (int Tensor, int First, int Count) stretch)
    {
        internal TensorView<float> Of(int list) => views[list][stretch.Tensor].Part(stretch.First, stretch.Count);
    }
}
