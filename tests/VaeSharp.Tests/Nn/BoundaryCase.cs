using static TorchSharp.torch;

namespace VaeSharp.Tests.Nn;

/// <summary>One tensor that a public type takes.</summary>
/// <param name="Owner">The type.</param>
/// <param name="Use">Gives it the tensor; returns what comes out, or the tensor itself where nothing does.</param>
/// <param name="Right">A shape that it takes.</param>
/// <param name="Wanted">The shape that a refusal names.</param>
/// <param name="Fixed">Dimensions of which it takes one size only.</param>
internal sealed record BoundaryCase(Type Owner, Func<Tensor, Tensor> Use, long[] Right, string Wanted, params int[] Fixed)
{
    /// <summary>The type that it takes.</summary>
    internal ScalarType Type { get; init; } = ScalarType.Float32;

    /// <summary>Whether it takes other types too.</summary>
    internal bool TakesAnyType { get; init; }

    /// <summary>Whether it takes every type of floating-point numbers.</summary>
    internal bool TakesAnyFloat { get; init; }

    /// <summary>Whether it takes any rank.</summary>
    internal bool TakesAnyRank { get; init; }

    /// <summary>Shapes of another rank.</summary>
    internal IEnumerable<long[]> WrongRanks => TakesAnyRank ? [] : [[], Right[1..], [.. Right, 1], [1, .. Right]];

    /// <summary>Shapes of another size where one only is right: larger, and none at all.</summary>
    internal IEnumerable<long[]> WrongSizes => Fixed.SelectMany(i => (long[][])[With(i, Right[i] + 1), With(i, 0)]);

    /// <summary>Shapes without numbers where any size may be right.</summary>
    internal IEnumerable<long[]> Empty =>
        Enumerable.Range(0, Right.Length).Where(i => !Fixed.Contains(i)).Select(i => With(i, 0));

    /// <summary>A tensor of that shape.</summary>
    internal Tensor Of(long[] shape, ScalarType? type = null) => full(shape, 0.5).to(type ?? Type);

    private long[] With(int dimension, long size)
    {
        long[] shape = [.. Right];
        shape[dimension] = size;
        return shape;
    }
}
