using VaeSharp.Data;
using VaeSharp.Engine;
using VaeSharp.Models;
using VaeSharp.Training.Schedules;
using static TorchSharp.torch;

namespace VaeSharp.Training.PriorFits;

/// <summary>Fits a prior to points by gradient ascent on their mean log density.</summary>
/// <remarks>Source: Ghosh et al. 2020, "ex-post density estimation". See docs/theory.md#fitted-priors.</remarks>
internal static class FlowFit
{
    private const int BatchSize = 500;
    private const double PeakLearningRate = 1e-3; // falls along half a cosine
    private const double LongestGradient = 10; // per point; a flow's density can be steep at first

    /// <summary>Trains the prior in place.</summary>
    /// <param name="prior">In training; it sees no labels.</param>
    /// <param name="points">Shape [N, D].</param>
    /// <param name="epochs">Passes over them.</param>
    /// <param name="seed">Of their order.</param>
    /// <param name="progress">Receives the share that is done, 0 to 1.</param>
    /// <returns>Mean log density over each epoch, while the weights changed; nats.</returns>
    public static IReadOnlyList<double> Fit(
        Prior prior, Tensor points, int epochs, ulong seed, IProgress<double>? progress = null)
    {
        using NativeWork work = NativeWork.Begin();
        var sampler = new BatchSampler((int)points.shape[0], BatchSize, seed);
        Schedule rate = Schedule.Cosine(PeakLearningRate, (double)epochs * sampler.BatchesPerEpoch);
        using var weights = new ParameterGroup(new FusedAdam(prior.parameters()), new UpdateGuard(LongestGradient));
        var densities = new List<double>();
        int step = 0;
        for (int epoch = 0; epoch < epochs; epoch++)
        {
            int[] order = sampler.Order(epoch);
            double sum = 0;
            for (int batch = 0; batch < sampler.BatchesPerEpoch; batch++, step++)
            {
                NativeWork.Breathe();
                using var scope = NewDisposeScope();
                Tensor rows = tensor(sampler.Batch(order, batch).ToArray(), device: points.device);
                Tensor density = prior.LogProbability(points.index_select(0, rows), null).mean();
                weights.Descend(-density, rate.At(step));
                sum += density.item<float>() * rows.shape[0];
                progress?.Report((step + 1.0) / (epochs * sampler.BatchesPerEpoch));
            }

            densities.Add(sum / points.shape[0]);
        }

        return densities;
    }
}
