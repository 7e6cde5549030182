using static TorchSharp.torch;

namespace VaeSharp.Evaluation.Quality;

/// <summary>Measures of a set of images beside training images.</summary>
internal static class SetMeasures
{
    private const int Draws = 200;
    private const int DrawsOfFrechet = 20; // each solves for eigenvalues

    /// <summary>What a judge's verdicts say of a set whose labels are known.</summary>
    public static SetVerdict Verdict(string set, byte[] verdicts, byte[] labels, int classes, ulong seed)
    {
        double[] right = [.. verdicts.Zip(labels, (found, label) => found == label ? 1.0 : 0)];
        double[] found = Shares(verdicts, classes);
        double[] asked = Shares(labels, classes);
        (double Found, double Asked)[] pairs = [.. found.Zip(asked).Where(pair => pair.Second > 0)];
        double nats = found.Zip(asked, (f, a) => f > 0 ? f * Math.Log(f / a) : 0).Sum();
        return new SetVerdict(
            set, Mean(right, seed), nats, pairs.Min(pair => pair.Found / pair.Asked), pairs.Max(pair => pair.Found / pair.Asked));
    }

    /// <summary>How far a set is from training images.</summary>
    /// <param name="network">In whose features.</param>
    /// <param name="set">Its name.</param>
    /// <param name="real">Features of training images, float64 [N, F].</param>
    /// <param name="rows">Features of the set, float64 [M, F].</param>
    /// <param name="seed">Of the bootstrap.</param>
    /// <param name="progress">Receives the share that is done, 0 to 1.</param>
    public static SetDistances Distances(
        string network, string set, Tensor real, Tensor rows, ulong seed, IProgress<double>? progress = null)
    {
        using var scope = NewDisposeScope();
        using var mode = inference_mode();
        var frechet = new FrechetDistance(FeatureMoments.Of(real));
        double error = Bootstrap.Error((int)rows.shape[0], DrawsOfFrechet, seed, times =>
        {
            using var draw = NewDisposeScope();
            return frechet.To(FeatureMoments.Of(rows, tensor(times, device: rows.device)));
        });
        Neighbourhoods near = Neighbourhoods.Of(real, rows, progress);
        return new SetDistances(
            network, set, (int)rows.shape[0], new(frechet.To(FeatureMoments.Of(rows)), error), KernelDistance.Between(real, rows),
            Mean(near.Precision, seed), Mean(near.Recall, seed), Mean(near.Density, seed), Mean(near.Coverage, seed));
    }

    /// <summary>The mean over classes of the Fréchet distance between images of one class.</summary>
    /// <param name="real">Features of training images, float64 [N, F].</param>
    /// <param name="realLabels">Their classes.</param>
    /// <param name="rows">Features of the set, float64 [M, F].</param>
    /// <param name="labels">The classes that its images were asked for.</param>
    /// <returns>Null where no class has two images in both.</returns>
    public static double? WithinClasses(Tensor real, byte[] realLabels, Tensor rows, byte[] labels)
    {
        using var mode = inference_mode();
        double[] each =
        [
            .. realLabels.Distinct().Order().Where(c => realLabels.Count(l => l == c) > 1 && labels.Count(l => l == c) > 1).Select(c =>
            {
                using var scope = NewDisposeScope();
                return new FrechetDistance(FeatureMoments.Of(OfClass(real, realLabels, c))).To(FeatureMoments.Of(OfClass(rows, labels, c)));
            }),
        ];
        return each.Length > 0 ? each.Average() : null;
    }

    /// <summary>The middle one of some numbers.</summary>
    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private static Tensor OfClass(Tensor rows, byte[] labels, byte number) => rows.index_select(
        0, tensor(labels.Index().Where(pair => pair.Item == number).Select(pair => (long)pair.Index).ToArray(), device: rows.device));

    private static MeanWithError Mean(double[] values, ulong seed) => new(
        values.Average(), Bootstrap.Error(values.Length, Draws, seed, times =>
        {
            double sum = 0;
            for (int i = 0; i < values.Length; i++)
            {
                sum += times[i] * values[i];
            }

            return sum / values.Length;
        }));

    private static double[] Shares(byte[] labels, int classes)
    {
        var counts = new double[classes];
        foreach (byte label in labels)
        {
            counts[label]++;
        }

        return [.. counts.Select(count => count / labels.Length)];
    }
}
