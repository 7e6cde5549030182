using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static TorchSharp.torch;

namespace VaeSharp.Engine;

/// <summary>Up to four lists of tensors, cut into pieces of equal lengths, whatever the number of threads.</summary>
/// <remarks>Tensors at the same place of each list lie alike. They are kept by the caller, and stay where they are unless
/// <see cref="Move"/> says otherwise.</remarks>
internal sealed unsafe class ParameterPieces
{
    private const int MostLists = 4;
    private const int PieceLength = 1 << 14;

    private readonly Piece[] _pieces;
    private readonly int[] _firsts;

    private ParameterPieces(Piece[] pieces, int[] firsts) => (_pieces, _firsts) = (pieces, firsts);

    /// <summary>How many.</summary>
    internal int Count => _pieces.Length;

    /// <summary>The pieces; null where our own loops cannot take these tensors.</summary>
    internal static ParameterPieces? TryOf(params ReadOnlySpan<Tensor[]> lists)
    {
        if (!Vector512.IsHardwareAccelerated)
        {
            return null;
        }

        var pieces = new List<Piece>();
        int[] firsts = new int[lists[0].Length + 1];
        for (int i = 0; i < lists[0].Length; i++)
        {
            var whole = new Piece();
            for (int k = 0; k < lists.Length; k++)
            {
                if (!TensorMemory.LieAlike(lists[0][i], lists[k][i]))
                {
                    return null;
                }

                whole.Addresses[k] = (nint)TensorMemory.AddressOf(lists[k][i]);
            }

            long count = lists[0][i].numel();
            for (long from = 0; from < count; from += PieceLength)
            {
                pieces.Add(whole.Part(from, (int)Math.Min(PieceLength, count - from)));
            }

            firsts[i + 1] = pieces.Count;
        }

        return new([.. pieces], firsts);
    }

    /// <summary>Says that a tensor of a list now lies elsewhere, in the same order.</summary>
    internal void Move(int list, int tensor, nint address)
    {
        for (int i = _firsts[tensor]; i < _firsts[tensor + 1]; i++)
        {
            _pieces[i].Addresses[list] = address + ((nint)(i - _firsts[tensor]) * PieceLength * sizeof(float));
        }
    }

    /// <summary>Calls <paramref name="body"/> for each piece, on all threads.</summary>
    internal void ForEach(Action<int, Piece> body) => OpenMp.For(_pieces.Length, 1, (from, until) =>
    {
        for (int i = from; i < until; i++)
        {
            body(i, _pieces[i]);
        }
    });

    /// <summary>The same stretch of one tensor of each list.</summary>
    internal struct Piece
    {
        internal AddressList Addresses;
        internal int Count;

        internal readonly float* Of(int list) => (float*)Addresses[list];

        internal readonly Piece Part(long first, int count)
        {
            Piece part = this with { Count = count };
            for (int k = 0; k < MostLists; k++)
            {
                part.Addresses[k] += (nint)(first * sizeof(float));
            }

            return part;
        }
    }

    [InlineArray(MostLists)]
    internal struct AddressList
    {
        private nint _first;
    }
}
