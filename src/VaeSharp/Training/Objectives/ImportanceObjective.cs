using TorchSharp.Modules;
using VaeSharp.Engine;
using VaeSharp.Models;
using VaeSharp.Models.Recipes;
using static TorchSharp.torch;

namespace VaeSharp.Training.Objectives;

/// <summary>Importance-weighted bounds on log p(x), tighter than the ELBO: one formula, four choices of its numbers.</summary>
/// <remarks>
/// K samples in each of M groups: IWAE has M = 1, MIWAE the mean over groups, CIWAE a share of the samples' mean ELBO.
/// PIWAE trains the decoder by one group of all M·K and the encoder by the M groups. IWAE can let the gradient pass
/// through a few samples only, chosen by their weights, and begin with fewer samples.
/// Sources: Burda et al. 2016, equation 8 and section 3; Rainforth et al. 2018, equations 8 to 10. See docs/theory.md#importance-weights.
/// </remarks>
public sealed class ImportanceObjective(
    int samples, int groups = 1, double elboShare = 0, bool wholeForDecoder = false,
    GradientEstimator estimator = GradientEstimator.Reparameterized, int backwardSamples = 0,
    int firstSamples = 0, int firstEpochs = 0) : Objective
{
    /// <summary>The objective that a recipe names.</summary>
    public static ImportanceObjective Of(ImportanceChoice choice) => choice switch
    {
        IwaeChoice c => new(
            c.Samples, estimator: c.Gradient, backwardSamples: c.BackwardSamples, firstSamples: c.FirstSamples,
            firstEpochs: c.FirstEpochs),
        MiwaeChoice c => new(c.Samples, c.Groups, estimator: c.Gradient),
        CiwaeChoice c => new(c.Samples, elboShare: c.ElboShare, estimator: c.Gradient),
        PiwaeChoice c => new(c.Samples, c.Groups, wholeForDecoder: true),
        _ => throw new ArgumentException($"{choice.GetType().Name} has no objective.", nameof(choice)),
    };

    /// <inheritdoc/>
    public override ObjectiveValue Evaluate(
        VariationalAutoencoder model, ImageBatch batch, Tensor seen, RandomStream random, double epoch)
    {
        bool first = epoch < firstEpochs;
        if (backwardSamples > 0 && !first)
        {
            return Resampled(model, batch, seen, random);
        }

        int k = first ? firstSamples : samples;
        ImportanceWeights weights = model.Weigh(batch.X, batch.Labels, random, (long)k * groups, seen, estimator);
        Elbo elbo = weights.MeanElbo();
        weights.Gate.Factor = Normalized(weights.Log.detach(), k);
        Tensor loss = -weights.Bound(groups).mean(); // over groups and images
        if (elboShare > 0)
        {
            loss = ((1 - elboShare) * loss) - (elboShare * elbo.Value.mean());
        }

        return wholeForDecoder ? Split(model, loss, -weights.Bound().mean(), elbo) : new ObjectiveValue(loss, elbo);
    }

    /// <inheritdoc/>
    public override double RateWeight(double epoch) => 1;

    private ObjectiveValue Resampled(VariationalAutoencoder model, ImageBatch batch, Tensor seen, RandomStream random)
    {
        (ImportanceWeights all, ImportanceWeights kept) = model.Resample(
            batch.X, batch.Labels, random, samples, backwardSamples, seen, estimator);
        Tensor slope = (kept.Log - kept.Log.detach()).mean(); // 0, with the gradient
        return new ObjectiveValue(-(all.Bound().mean() + slope), all.MeanElbo());
    }

    // w / Σ w within each group, which squares the weights that the bound's own gradient has; shape [M·K·B, 1].
    private Tensor Normalized(Tensor log, int k) =>
        log.view(groups, k, -1).softmax(1).view(-1, 1);

    private static ObjectiveValue Split(VariationalAutoencoder model, Tensor encoder, Tensor decoder, Elbo elbo) =>
        new(decoder, elbo)
        {
            Backward = () =>
            {
                Parameter[] inference = [.. model.InferenceParameters];
                var known = inference.Select(p => p.Handle).ToHashSet();
                Parameter[] others = [.. model.parameters().Where(p => !known.Contains(p.Handle))];
                Add(inference, encoder, keep: true);
                Add(others, decoder, keep: false);
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
