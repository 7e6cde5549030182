namespace VaeSharp.Evaluation;

/// <summary>How often generated images show the class that they were generated for, by the verdict of a classifier that was trained
/// on the training images and owes the model nothing.</summary>
/// <remarks>Source: Shmelkov et al. 2018, "How good is my GAN?", section 3.2, where it is called GAN-test.</remarks>
/// <param name="Samples">Generated images, all classes equally often; mean images of p(x|z).</param>
/// <param name="Share">Those that are classified as the label that they were generated for, from 0 to 1.</param>
/// <param name="ClassifierAccuracy">The same classifier's accuracy on the test images: what real images reach.</param>
/// <param name="Seed">Of the latents.</param>
internal sealed record JudgedSamples(int Samples, double Share, double ClassifierAccuracy, ulong Seed)
{
    /// <summary>The classifier's name; absent for a small one that was trained for this measurement.</summary>
    public string? Judge { get; init; }

    /// <summary>Of the share, as of a binomial one: √(p(1 − p)/N).</summary>
    public double StandardError => Math.Sqrt(Share * (1 - Share) / Samples);
}
