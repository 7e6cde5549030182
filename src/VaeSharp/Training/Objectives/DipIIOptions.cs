using VaeSharp.Models.Recipes;
using VaeSharp.Nn.Distributions;
using VaeSharp.Nn.Statistics;
using static TorchSharp.torch;

namespace VaeSharp.Training.Objectives;

/// <summary>The covariance of the latents themselves.</summary>
/// <param name="OffDiagonal">Weight of the squared covariances of two dimensions.</param>
/// <param name="Diagonal">Weight of the squared distances of the variances from 1.</param>
[Choice("dip-ii", "−ELBO + a penalty on the covariance of the latents", "Kumar et al. 2018", Bound = "looser", Order = 6)]
public sealed record DipIIOptions(double OffDiagonal, double Diagonal) : DipOptions(OffDiagonal, Diagonal)
{
    /// <inheritdoc/>
    public override Tensor Covariance(LatentDistribution posterior) => LatentCovariance.OfLatents(posterior);
}
