using static TorchSharp.torch;

namespace VaeSharp.Evaluation;

/// <summary>The variance over images of each dimension of the posterior mean, as a share of the prior's.</summary>
/// <remarks>Source: Burda, Grosse &amp; Salakhutdinov 2016, section 5.2.</remarks>
/// <param name="priorVariance">Of one dimension.</param>
internal sealed class LatentActivity(double priorVariance)
{
    private const double Threshold = 0.01;

    private double[]? _sum;
    private double[]? _squares;
    private long _count;

    /// <summary>Dimensions whose variance exceeds the threshold.</summary>
    public int Active => Variances.Count(variance => variance > Threshold);

    /// <summary>Of each dimension.</summary>
    public IEnumerable<double> Variances => _sum is null
        ? []
        : _sum.Zip(_squares!, (sum, squares) => ((squares / _count) - (sum / _count * (sum / _count))) / priorVariance);

    /// <summary>Takes in a batch of means; shape [B, D].</summary>
    public void Add(Tensor means)
    {
        using Tensor exact = means.to(ScalarType.Float64);
        using Tensor sums = exact.sum([0L]).cpu();
        using Tensor squares = exact.square().sum([0L]).cpu();
        _sum = Plus(_sum, sums);
        _squares = Plus(_squares, squares);
        _count += means.shape[0];
    }

    private static double[] Plus(double[]? before, Tensor now)
    {
        double[] values = now.data<double>().ToArray();
        return before is null ? values : [.. before.Zip(values, (a, b) => a + b)];
    }
}
