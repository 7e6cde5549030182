namespace VaeSharp.Evaluation;

/// <summary>A mean over images, and how far it may lie from the mean over all images of that kind.</summary>
/// <param name="Mean">The arithmetic mean.</param>
/// <param name="StandardError">s/√N with the sample's standard deviation s; 0 for one image.</param>
internal readonly record struct MeanWithError(double Mean, double StandardError)
{
    public static MeanWithError Of(double[] values)
    {
        double mean = values.Average();
        double squares = values.Sum(value => (value - mean) * (value - mean));
        int count = values.Length;
        return new(mean, count > 1 ? Math.Sqrt(squares / (count - 1.0) / count) : 0);
    }
}
