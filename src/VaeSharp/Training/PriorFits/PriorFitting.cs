using VaeSharp.Engine;
using VaeSharp.Models;
using VaeSharp.Models.Priors;
using static TorchSharp.torch;

namespace VaeSharp.Training.PriorFits;

/// <summary>Fits a prior to points: a mixture by expectation maximisation, any other by gradient ascent.</summary>
internal static class PriorFitting
{
    /// <summary>Changes the prior in place.</summary>
    /// <param name="prior">Of a choice that can be fitted (<see cref="VaeSharp.Models.Recipes.PriorOptions.CanBeFitted"/>).</param>
    /// <param name="points">On the prior's device; shape [N, D].</param>
    /// <param name="epochs">Passes of gradient ascent over them; expectation maximisation ends by itself.</param>
    /// <param name="seed">Of start and order.</param>
    /// <param name="progress">Receives the share that is done, 0 to 1.</param>
    /// <returns>Mean log density of the points over each round; nats.</returns>
    public static IReadOnlyList<double> Fit(
        Prior prior, Tensor points, int epochs, ulong seed, IProgress<double>? progress = null)
    {
        if (prior is not MixturePrior mixture)
        {
            return FlowFit.Fit(prior, points, epochs, seed, progress);
        }

        using var random = new RandomStream(seed, RandomUse.Initialization, device: points.device);
        MixtureFitResult found = MixtureFit.Fit(points, mixture.Components, random, progress: progress);
        mixture.Take(found.Mixture);
        return found.LogLikelihoods;
    }
}
