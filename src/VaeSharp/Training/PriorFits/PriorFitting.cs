using VaeSharp.Engine;
using VaeSharp.Models;
using VaeSharp.Models.Priors;
using static TorchSharp.torch;

namespace VaeSharp.Training.PriorFits;

/// <summary>Fits a prior to points in one go where that is known for it: a mixture, by expectation maximisation.</summary>
internal static class PriorFitting
{
    /// <summary>Changes the prior in place; any other prior needs a <see cref="PriorTrainer"/>.</summary>
    /// <param name="prior">Of a choice that can be fitted (<see cref="VaeSharp.Models.Recipes.PriorOptions.CanBeFitted"/>).</param>
    /// <param name="points">On the prior's device; shape [N, D].</param>
    /// <param name="seed">Of the start.</param>
    /// <param name="progress">Receives the share that is done, 0 to 1.</param>
    /// <returns>Mean log density of the points over each round; nats. Null where the prior is no mixture, and unchanged.</returns>
    public static IReadOnlyList<double>? TryAtOnce(Prior prior, Tensor points, ulong seed, IProgress<double>? progress = null)
    {
        if (prior is not MixturePrior mixture)
        {
            return null;
        }

        using var random = new RandomStream(seed, RandomUse.Initialization, device: points.device);
        MixtureFitResult found = MixtureFit.Fit(points, mixture.Components, random, progress: progress);
        mixture.Take(found.Mixture);
        return found.LogLikelihoods;
    }
}
