using TorchSharp.Modules;
using VaeSharp.Engine;
using VaeSharp.Models;
using VaeSharp.Training.Schedules;
using static TorchSharp.torch;

namespace VaeSharp.Training.Objectives;

/// <summary>Importance-weighted bounds on log p(x), tighter than the ELBO: one formula, four choices of its numbers.</summary>
/// <remarks>
/// K samples in each of M groups: IWAE has M = 1, MIWAE the mean over groups, CIWAE a share of the samples' mean ELBO.
/// PIWAE trains the decoder by one group of all M·K and the encoder by the M groups. IWAE can let the gradient pass
/// through a few samples only, chosen by their weights, and begin with fewer samples. In a warm-up the weights have a β.
/// Sources: Burda et al. 2016, equation 8 and section 3; Rainforth et al. 2018, equations 8 to 10. See docs/theory.md#importance-weights.
/// </remarks>
internal sealed class ImportanceObjective(
    int samples, int groups = 1, double elboShare = 0, bool wholeForDecoder = false,
    GradientEstimator estimator = GradientEstimator.Reparameterized, int backwardSamples = 0,
    int firstSamples = 0, int firstEpochs = 0, double warmupEpochs = 0) : Objective
{
    private readonly Schedule _beta = warmupEpochs > 0 ? Schedule.Linear(0, 1, warmupEpochs) : Schedule.Constant(1);

    /// <inheritdoc/>
    public override ObjectiveValue Evaluate(
        VariationalAutoencoder model, ImageBatch batch, Tensor encoderInput, RandomStream random, double epoch)
    {
        bool first = epoch < firstEpochs;
        if (backwardSamples > 0 && !first)
        {
            return Resampled(model, batch, encoderInput, random, RateWeight(epoch));
        }

        int k = first ? firstSamples : samples;
        ImportanceWeights weights = model.SampleImportanceWeights(
            batch.X, batch.Labels, random, (long)k * groups, encoderInput, estimator, RateWeight(epoch));
        Elbo elbo = weights.MeanElbo();
        if (estimator == GradientEstimator.DoublyReparameterized)
        {
            weights.GradientScale.Factor = Factor(weights, k);
        }

        Tensor loss = -weights.Bound(groups).mean(); // over groups and images
        if (elboShare > 0)
        {
            loss = ((1 - elboShare) * loss) - (elboShare * weights.Log.mean());
        }

        return wholeForDecoder ? Split(model, loss, -weights.Bound().mean(), elbo) : new ObjectiveValue(loss, elbo);
    }

    /// <inheritdoc/>
    public override double RateWeight(double epoch) => _beta.At(epoch);

    private ObjectiveValue Resampled(
        VariationalAutoencoder model, ImageBatch batch, Tensor encoderInput, RandomStream random, double rateWeight)
    {
        (ImportanceWeights all, ImportanceWeights kept) = model.Encode(encoderInput, batch.Labels).Resample(
            batch.X, random, samples, backwardSamples, estimator, rateWeight);
        Tensor slope = (kept.Log - kept.Log.detach()).mean(); // 0, with the gradient
        return new ObjectiveValue(-(all.Bound().mean() + slope), all.MeanElbo());
    }

    // What gradients that enter a sample are multiplied by; shape [M·K·B, 1]. Of the bound they have w/Σ w, of the mean
    // ELBO 1/K, where the path through log q has no mean and nothing is to be changed.
    private Tensor Factor(ImportanceWeights weights, int k)
    {
        Tensor normalized = weights.Normalized(groups);
        Tensor factor = weights.DoublyReparameterized(normalized);
        if (elboShare > 0)
        {
            Tensor bound = (1 - elboShare) * normalized;
            double elbo = elboShare / k;
            factor = ((bound * factor) + elbo) / (bound + elbo);
        }

        return factor.view(-1, 1);
    }

    private static ObjectiveValue Split(VariationalAutoencoder model, Tensor encoder, Tensor decoder, Elbo elbo) =>
        new(decoder, elbo)
        {
            Backward = share =>
            {
                Parameter[] inference = [.. model.InferenceParameters];
                var known = inference.Select(p => p.Handle).ToHashSet();
                Parameter[] others = [.. model.parameters().Where(p => !known.Contains(p.Handle))];
                Add(inference, encoder * share, keep: true);
                Add(others, decoder * share, keep: false);
            },
        };

    private static void Add(Parameter[] parameters, Tensor loss, bool keep)
    {
        IList<Tensor> gradients = autograd.grad([loss], [.. parameters], retain_graph: keep, allow_unused: true);
        using var mode = no_grad();
        for (int i = 0; i < parameters.Length; i++)
        {
            if (gradients[i] is { IsInvalid: false } gradient)
            {
                parameters[i].grad = parameters[i].grad is { } before ? before.add_(gradient) : gradient;
            }
        }
    }
}
