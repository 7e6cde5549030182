using static TorchSharp.torch;

namespace VaeSharp.Evaluation.Quality;

/// <summary>Squared Euclidean distances between rows, some rows at a time, so that memory does not grow with their product.</summary>
internal static class RowDistances
{
    private const long MostValues = 4_000_000;

    /// <summary>Visits the distances of some rows of <paramref name="from"/> to all of <paramref name="to"/>.</summary>
    /// <param name="from">[N, F].</param>
    /// <param name="to">[M, F], of the same type.</param>
    /// <param name="visit">Receives the number of the first row, and the distances, [rows, M], which are freed afterwards.</param>
    /// <param name="progress">Receives the share of the rows that is done, 0 to 1.</param>
    public static void Visit(Tensor from, Tensor to, Action<int, Tensor> visit, IProgress<double>? progress = null)
    {
        using Tensor norms = to.square().sum(1); // [M]
        using Tensor turned = to.t();
        int rows = (int)from.shape[0];
        int size = (int)Math.Clamp(MostValues / to.shape[0], 1, rows);
        for (int first = 0; first < rows; first += size)
        {
            using var scope = NewDisposeScope();
            int count = Math.Min(size, rows - first);
            Tensor some = from.narrow(0, first, count);
            visit(first, (some.square().sum(1, keepdim: true) + norms - (2 * some.matmul(turned))).clamp_min_(0));
            progress?.Report((double)(first + count) / rows);
        }
    }

    /// <summary>The rows of <paramref name="to"/> that are nearest to each of <paramref name="from"/>, the nearest first.</summary>
    /// <param name="from">[N, F].</param>
    /// <param name="to">[M, F], of the same type.</param>
    /// <param name="count">How many; fewer where there are fewer.</param>
    /// <param name="progress">Receives the share of the rows that is done, 0 to 1.</param>
    /// <returns>Squared distances and numbers of rows, each N × count.</returns>
    public static (double[] Squared, int[] Rows) Nearest(Tensor from, Tensor to, int count, IProgress<double>? progress = null)
    {
        count = (int)Math.Min(count, to.shape[0]);
        var squared = new double[from.shape[0] * count];
        var rows = new int[squared.Length];
        Visit(from, to, (first, distances) =>
        {
            (Tensor values, Tensor indices) = distances.topk(count, 1, largest: false, sorted: true);
            EvaluationPass.Store(values.flatten(), squared, first * count);
            using Tensor numbers = indices.to(ScalarType.Int32).flatten().cpu();
            numbers.data<int>().CopyTo(rows.AsSpan(first * count, (int)numbers.shape[0]));
        }, progress);
        return (squared, rows);
    }
}
