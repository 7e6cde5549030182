using VaeSharp.Models.Recipes;
using VaeSharp.Nn.Distributions;
using VaeSharp.Nn.Statistics;
using static TorchSharp.torch;

namespace VaeSharp.Training.Objectives;

/// <summary>The covariance of the posteriors' means.</summary>
/// <param name="OffDiagonal">Weight of the squared covariances of two dimensions.</param>
/// <param name="Diagonal">Weight of the squared distances of the variances from 1.</param>
[Choice("dip-i", "−ELBO + a penalty on the covariance of the means", "Kumar et al. 2018", Bound = "looser", Order = 5)]
public sealed record DipIOptions(double OffDiagonal, double Diagonal) : DipOptions(OffDiagonal, Diagonal)
{
    /// <inheritdoc/>
    public override Tensor Covariance(LatentDistribution posterior) => LatentCovariance.OfMeans(posterior.Mean);
}
