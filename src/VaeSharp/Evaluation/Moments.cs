using static TorchSharp.torch;

namespace VaeSharp.Evaluation;

/// <summary>Means and variances over images of each of some dimensions, gathered batch by batch in double precision.</summary>
internal sealed class Moments
{
    private double[]? _sum;
    private double[]? _squares;

    /// <summary>Rows that were taken in.</summary>
    public long Count { get; private set; }

    /// <summary>Takes in a batch; shape [B, D].</summary>
    public void Add(Tensor rows)
    {
        using Tensor exact = rows.to(ScalarType.Float64);
        using Tensor sums = exact.sum([0L]).cpu();
        using Tensor squares = exact.square().sum([0L]).cpu();
        _sum = Plus(_sum, sums);
        _squares = Plus(_squares, squares);
        Count += rows.shape[0];
    }

    /// <summary>Of each dimension; none before anything was taken in.</summary>
    public IEnumerable<(double Mean, double Variance)> Each() => _sum is null
        ? []
        : _sum.Zip(_squares!, (sum, squares) => (sum / Count, (squares / Count) - (sum / Count * (sum / Count))));

    private static double[] Plus(double[]? before, Tensor now)
    {
        double[] values = now.data<double>().ToArray();
        return before is null ? values : [.. before.Zip(values, (a, b) => a + b)];
    }
}
