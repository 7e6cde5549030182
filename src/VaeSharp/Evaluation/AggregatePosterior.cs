using VaeSharp.Engine;
using VaeSharp.Models;
using VaeSharp.Models.Recipes;
using VaeSharp.Nn.Distributions;
using static TorchSharp.torch;

namespace VaeSharp.Evaluation;

/// <summary>The first two moments of the aggregate posterior, E[q(z|x)] over images, beside those of the prior.</summary>
/// <remarks>
/// Samples of p(z) look like the data only where the two agree (Makhzani et al. 2016, section 2; Hoffman &amp; Johnson 2016).
/// Moments are the part of the difference that scaling and shifting z removes.
/// </remarks>
internal sealed class AggregatePosterior
{
    private const int MostPriorDraws = 10_000;

    private readonly ulong _seed;
    private readonly Prior _prior;
    private readonly Moments _posterior = new();
    private readonly Moments _draws = new();
    private readonly bool _standard;
    private readonly int _classes; // 0 where the prior sees no labels

    private AggregatePosterior(Prior prior, Recipe recipe, ModelShape shape, ulong seed)
    {
        (_prior, _seed) = (prior, seed);
        _classes = shape.PriorSeesLabels ? shape.Classes : 0;
        _standard = recipe.Prior.IsStandardNormal;
    }

    /// <summary>Ready to take in batches; null for a model whose latents have no density to compare, or a prior for each group.</summary>
    public static AggregatePosterior? For(VariationalAutoencoder model, Recipe recipe, ulong seed) =>
        recipe.Objective.IsDeterministic || recipe.Posterior.CodebookSize > 0 || model.Shape.OnSphere || model.Prior is not { } prior
            ? null
            : new AggregatePosterior(prior, recipe, model.Shape, seed);

    /// <summary>Takes in a sample of q(z|x) for each image of a batch, drawn with random numbers that no other figure uses.</summary>
    /// <param name="posterior">Of the batch.</param>
    /// <param name="labels">Its classes; int64, shape [B].</param>
    /// <param name="batch">Counted from 0, or anything else that differs between batches.</param>
    public void Add(LatentDistribution posterior, Tensor labels, int batch)
    {
        using var random = new RandomStream(_seed, RandomUse.Sampling, batch, posterior.Mean.device);
        _posterior.Add(posterior.Sample(random));
        if (!_standard && _draws.Count < MostPriorDraws)
        {
            Tensor? classes = _classes == 0 ? null : nn.functional.one_hot(labels, _classes).to(ScalarType.Float32);
            _draws.Add(_prior.Sample(posterior.Count, classes, random));
        }
    }

    /// <summary>The median over dimensions of the aggregate posterior's variance as a share of the prior's.</summary>
    public double MedianVariance
    {
        get
        {
            double[] sorted = [.. Dimensions().Select(d => d.Variance).Order()];
            return sorted.Length % 2 == 1
                ? sorted[sorted.Length / 2]
                : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
        }
    }

    /// <summary>KL between Gaussians of these moments and of the prior's, summed over dimensions; nats. With N(0, I) as prior it is what
    /// −ELBO would lose with a Gaussian of the latents' own means and variances in its place.</summary>
    public double GapNats => Dimensions().Sum(d => 0.5 * (d.Variance + (d.Shift * d.Shift) - 1 - Math.Log(d.Variance)));

    // In units of the prior's deviation.
    private IEnumerable<(double Variance, double Shift)> Dimensions() => _posterior.Each().Zip(
        _standard ? Enumerable.Repeat((Mean: 0.0, Variance: 1.0), int.MaxValue) : _draws.Each(),
        (q, p) => (Math.Max(q.Variance / p.Variance, 1e-12), (q.Mean - p.Mean) / Math.Sqrt(p.Variance)));
}
