using static TorchSharp.torch;

namespace VaeSharp.Evaluation;

/// <summary>The variance over images of each dimension of the posterior mean, as a share of the prior's.</summary>
/// <remarks>Source: Burda, Grosse &amp; Salakhutdinov 2016, section 5.2.</remarks>
/// <param name="priorVariance">Of one dimension.</param>
internal sealed class LatentActivity(double priorVariance)
{
    private const double Threshold = 0.01;

    private readonly Moments _means = new();

    /// <summary>Dimensions whose variance exceeds the threshold.</summary>
    public int Active => Variances.Count(variance => variance > Threshold);

    /// <summary>Of each dimension.</summary>
    public IEnumerable<double> Variances => _means.Each().Select(dimension => dimension.Variance / priorVariance);

    /// <summary>Takes in a batch of means; shape [B, D].</summary>
    public void Add(Tensor means) => _means.Add(means);
}
