using static TorchSharp.torch;

namespace VaeSharp.Evaluation.Quality;

/// <summary>How far generated images lie among real ones, and real ones among generated ones, by balls that reach from each image to the
/// k-th nearest of its own set.</summary>
/// <param name="Precision">Of each sample: 1 where it lies in the ball of a real image.</param>
/// <param name="Recall">Of each real image: 1 where it lies in the ball of a sample.</param>
/// <param name="Density">Of each sample: in how many balls of real images it lies, by k; 1 in the mean where both sets have one
/// distribution.</param>
/// <param name="Coverage">Of each real image: 1 where its ball holds a sample.</param>
/// <remarks>Source: Kynkäänniemi et al. 2019, equations 1 and 2, with their k = 3, for precision and recall; Naeem et al. 2020, section 3,
/// with their k = 5, for density and coverage, which a few outliers do not raise.</remarks>
internal sealed record Neighbourhoods(double[] Precision, double[] Recall, double[] Density, double[] Coverage)
{
    internal const int NeighboursOfPrecision = 3;
    internal const int NeighboursOfDensity = 5;

    /// <summary>Measures samples.</summary>
    /// <param name="real">Features of real images, [N, F]; more than five.</param>
    /// <param name="samples">Features of samples, [M, F]; more than five.</param>
    /// <param name="progress">Receives the share that is done, 0 to 1.</param>
    /// <exception cref="ArgumentException">There are too few.</exception>
    public static Neighbourhoods Of(Tensor real, Tensor samples, IProgress<double>? progress = null)
    {
        long least = Math.Min(real.shape[0], samples.shape[0]);
        if (least <= NeighboursOfDensity)
        {
            throw new ArgumentException(
                $"There are {least} images; the {NeighboursOfDensity}th nearest of a set needs more than {NeighboursOfDensity}.",
                nameof(real));
        }

        using var scope = NewDisposeScope();
        (Tensor narrow, Tensor wide) = Radii(real);
        (Tensor narrowOfSamples, _) = Radii(samples);
        Tensor inNarrow = zeros(samples.shape[0], ScalarType.Float64, samples.device);
        Tensor inWide = zeros(samples.shape[0], ScalarType.Float64, samples.device);
        var recall = new double[real.shape[0]];
        var coverage = new double[real.shape[0]];
        RowDistances.Visit(real, samples, (first, distances) =>
        {
            long count = distances.shape[0];
            inNarrow.add_(distances.le(narrow.narrow(0, first, count)).sum(0L));
            Tensor held = distances.le(wide.narrow(0, first, count)); // [rows, M]
            inWide.add_(held.sum(0L));
            EvaluationPass.Store(held.any(1), coverage, first);
            EvaluationPass.Store(distances.le(narrowOfSamples.t()).any(1), recall, first);
        }, progress);
        var precision = new double[samples.shape[0]];
        var density = new double[samples.shape[0]];
        EvaluationPass.Store(inNarrow.gt(0), precision, 0);
        EvaluationPass.Store(inWide / NeighboursOfDensity, density, 0);
        return new Neighbourhoods(precision, recall, density, coverage);
    }

    // Squared, of each row to the k-th nearest other one; [N, 1] each.
    private static (Tensor Narrow, Tensor Wide) Radii(Tensor rows)
    {
        Tensor radii = empty([rows.shape[0], NeighboursOfDensity + 1], rows.dtype, rows.device);
        RowDistances.Visit(rows, rows, (first, distances) =>
        {
            (Tensor nearest, _) = distances.topk(NeighboursOfDensity + 1, 1, largest: false, sorted: true); // the row itself comes first
            radii.narrow(0, first, nearest.shape[0]).copy_(nearest);
        });
        return (radii.narrow(1, NeighboursOfPrecision, 1), radii.narrow(1, NeighboursOfDensity, 1));
    }
}
