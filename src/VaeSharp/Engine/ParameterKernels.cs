using VaeSharp.Engine.Kernels;

namespace VaeSharp.Engine;

/// <summary>Loops over all parameters at once, on all threads: libtorch's take one tensor after the other.</summary>
internal static class ParameterKernels
{
    /// <summary>Whether lists that are made from now on are for these loops. Off only to measure libtorch's in their place.</summary>
    internal static bool IsUsed { get; set; } = true;

    /// <summary>The Euclidean norm over one list, summed in double.</summary>
    internal static double Norm(ParameterPieces pieces, int list)
    {
        double[] squares = new double[pieces.Count];
        pieces.ForEach((i, piece) => squares[i] = ParameterLoops.SumOfSquares(piece.Of(list)));
        return Math.Sqrt(squares.Sum());
    }

    /// <summary>a ← a + weight · (b − a) for the lists a, b.</summary>
    internal static void Lerp(ParameterPieces pieces, double weight) =>
        pieces.ForEach((_, piece) => ParameterLoops.Lerp(piece.Of(0), piece.Of(1), (float)weight));

    /// <summary>One update of the lists parameters, gradients, means, squares.</summary>
    /// <remarks>Where a gradient stays zero the moments decay into numbers so small that processors compute them slowly, and
    /// never reach zero: below the smallest normal number they are zero here.</remarks>
    internal static void Adam(ParameterPieces pieces, AdamFactors factors) =>
        pieces.ForEach((_, p) => ParameterLoops.Adam(p.Of(0), p.Of(1), p.Of(2), p.Of(3), factors));
}

/// <summary>The numbers of one update of Adam, the same for all parameters.</summary>
/// <param name="Gradient">Every gradient is multiplied by it first.</param>
/// <param name="Rate">α / (1 − β₁ᵗ).</param>
/// <param name="MeanWeight">1 − β₁.</param>
/// <param name="SquareWeight">1 − β₂.</param>
/// <param name="SquareCorrection">1 / √(1 − β₂ᵗ).</param>
/// <param name="Epsilon">Added to the root.</param>
internal readonly record struct AdamFactors(
    float Gradient, float Rate, float MeanWeight, float SquareWeight, float SquareCorrection, float Epsilon);
