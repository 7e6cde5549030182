using static TorchSharp.torch;

namespace VaeSharp.Evaluation.Quality;

/// <summary>Classification by a vote of the k nearest features with labels.</summary>
/// <remarks>Source: Cover &amp; Hart 1967. Of classes with equally many votes the one with the nearest neighbour wins.</remarks>
internal static class NeighbourClassifier
{
    /// <summary>How many vote.</summary>
    public const int Neighbours = 5;

    /// <summary>The class of each row.</summary>
    /// <param name="features">[N, F].</param>
    /// <param name="known">Features with labels, [M, F].</param>
    /// <param name="labels">Their classes, M.</param>
    /// <param name="progress">Receives the share that is done, 0 to 1.</param>
    public static byte[] Classify(Tensor features, Tensor known, byte[] labels, IProgress<double>? progress = null)
    {
        (_, int[] rows) = RowDistances.Nearest(features, known, Neighbours, progress);
        int votes = rows.Length / (int)features.shape[0];
        return [.. rows.Chunk(votes).Select(near => Elected([.. near.Select(row => labels[row])]))];
    }

    // GroupBy keeps the order of first sight, and MaxBy the first of equals.
    private static byte Elected(byte[] votes) => votes.GroupBy(vote => vote).MaxBy(group => group.Count())!.Key;
}
