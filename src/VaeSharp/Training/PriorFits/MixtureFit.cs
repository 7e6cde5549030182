using VaeSharp.Engine;
using VaeSharp.Nn.Distributions;
using static TorchSharp.torch;

namespace VaeSharp.Training.PriorFits;

/// <summary>Fits a mixture of Gaussians with diagonal covariances to points by expectation maximisation.</summary>
/// <remarks>
/// Each round is exact in double precision, so that the likelihood never falls. Sources: Dempster, Laird &amp; Rubin 1977;
/// Bishop 2006, equations 9.23 to 9.27; the start is k-means++, Arthur &amp; Vassilvitskii 2007, section 2.2. See
/// docs/theory.md#fitted-priors.
/// </remarks>
internal static class MixtureFit
{
    private const long RowsAtOnce = 16_384; // so that responsibilities take memory of bounded size

    // The least variance of a component as a share of all points': it may not shrink onto a single point, whose density
    // would be infinite. The best variance above a floor is the larger of the two, so rounds stay exact.
    private const double LeastVariance = 1e-4;
    private const double LeastWeight = 1e-12;

    /// <summary>Fits until a round gains less than <paramref name="tolerance"/>.</summary>
    /// <param name="points">Shape [N, D]; at least as many as components.</param>
    /// <param name="components">K.</param>
    /// <param name="random">For the start.</param>
    /// <param name="mostRounds">It stops after these, converged or not; at least 1.</param>
    /// <param name="tolerance">Nats per point.</param>
    /// <param name="progress">Receives the share of the most rounds that is done, 0 to 1.</param>
    /// <returns>Tensors in float64, owned by the dispose scope around the call.</returns>
    /// <exception cref="ArgumentException">There are fewer points than components.</exception>
    public static MixtureFitResult Fit(
        Tensor points, int components, RandomStream random, int mostRounds = 200, double tolerance = 1e-4,
        IProgress<double>? progress = null)
    {
        using NativeWork work = NativeWork.Begin();
        if (points.dim() != 2 || points.shape[0] < components)
        {
            throw new ArgumentException(
                $"The points have shape [{string.Join(", ", points.shape)}]; expected [N, D] with N of at least the "
                + $"{components} components.", nameof(points));
        }

        using var scope = NewDisposeScope();
        using var mode = no_grad();
        Tensor variance = points.to(ScalarType.Float64).@var([0L], unbiased: false).clamp_min(1e-12); // [D]
        Tensor floor = variance * LeastVariance;
        Tensor nearest = Nearest(points, components, variance.rsqrt().to(points.dtype), random); // [N]
        GaussianMixture mixture = Moments.Of(
            points, (_, from, count) => nn.functional.one_hot(nearest.narrow(0, from, count), components)
                .to(ScalarType.Float64), components).Mixture(floor, previous: null);
        var likelihoods = new List<double>();
        while (true)
        {
            using var round = NewDisposeScope();
            double sum = 0;
            GaussianMixture present = mixture;
            Moments moments = Moments.Of(points, (z, _, _) => Responsibilities(present, z, ref sum), components);
            likelihoods.Add(sum / points.shape[0]);
            progress?.Report((double)likelihoods.Count / mostRounds);
            bool settled = likelihoods is [.., var before, var now] && now - before < tolerance;
            if (settled || likelihoods.Count == mostRounds)
            {
                break;
            }

            mixture = Moved(moments.Mixture(floor, present));
        }

        return new MixtureFitResult(Moved(mixture), likelihoods);
    }

    private static Tensor Responsibilities(GaussianMixture mixture, Tensor z, ref double sum)
    {
        Tensor joint = mixture.LogJoint(z); // [B, K]
        Tensor evidence = joint.logsumexp(1, keepdim: true);
        sum += evidence.sum().item<double>();
        return exp(joint - evidence);
    }

    private static GaussianMixture Moved(GaussianMixture mixture) => new(
        new DiagonalGaussian(
            mixture.Components.Mean.MoveToOuterDisposeScope(), mixture.Components.LogVariance.MoveToOuterDisposeScope()),
        mixture.LogWeights.MoveToOuterDisposeScope());

    // k-means++: each centre is drawn with probability proportional to the squared distance from those before, in
    // units of each dimension's deviation. The number of the nearest centre; int64, shape [N].
    private static Tensor Nearest(Tensor points, int components, Tensor scale, RandomStream random)
    {
        Tensor scaled = points * scale;
        Tensor least = full(points.shape[0], double.PositiveInfinity, ScalarType.Float64, points.device);
        Tensor nearest = zeros(points.shape[0], ScalarType.Int64, points.device);
        Tensor chosen = random.Integers(points.shape[0], 1);
        for (int k = 0; k < components; k++)
        {
            using var step = NewDisposeScope();
            Tensor distance = (scaled - scaled.index_select(0, chosen)).square().sum(1).to(ScalarType.Float64);
            nearest.masked_fill_(distance.lt(least), k);
            least.copy_(least.minimum(distance));
            Tensor edges = least.cumsum(0);
            Tensor at = random.Uniform(1).to(ScalarType.Float64) * edges[^1];
            chosen = searchsorted(edges, at, right: true).clamp(0, points.shape[0] - 1).MoveToOuterDisposeScope();
        }

        return nearest;
    }

    /// <summary>Sums over points, weighted by responsibilities: the sufficient statistics of an EM step.</summary>
    private sealed record Moments(Tensor Counts, Tensor Sums, Tensor Squares, long Points)
    {
        public static Moments Of(Tensor points, ResponsibilitiesOf responsibilities, int components)
        {
            long dimension = points.shape[1];
            Tensor counts = zeros(components, ScalarType.Float64, points.device);
            Tensor sums = zeros([components, dimension], ScalarType.Float64, points.device);
            Tensor squares = zeros_like(sums);
            for (long from = 0; from < points.shape[0]; from += RowsAtOnce)
            {
                using var piece = NewDisposeScope();
                long count = Math.Min(RowsAtOnce, points.shape[0] - from);
                Tensor z = points.narrow(0, from, count).to(ScalarType.Float64);
                Tensor weights = responsibilities(z, from, count); // [B, K]
                counts.add_(weights.sum([0L]));
                sums.add_(weights.t().matmul(z));
                squares.add_(weights.t().matmul(z.square()));
            }

            return new Moments(counts, sums, squares, points.shape[0]);
        }

        // A component that has lost all points stays where it was.
        public GaussianMixture Mixture(Tensor floor, GaussianMixture? previous)
        {
            Tensor counts = Counts.unsqueeze(1).clamp_min(LeastWeight); // [K, 1]
            Tensor mean = Sums / counts;
            Tensor logVariance = ((Squares / counts) - mean.square()).maximum(floor).log();
            if (previous is not null)
            {
                Tensor alive = Counts.unsqueeze(1).gt(LeastWeight);
                mean = where(alive, mean, previous.Components.Mean);
                logVariance = where(alive, logVariance, previous.Components.LogVariance);
            }

            return new GaussianMixture(
                new DiagonalGaussian(mean, logVariance), (Counts / Points).clamp_min(LeastWeight).log());
        }
    }

    private delegate Tensor ResponsibilitiesOf(Tensor z, long from, long count);
}

/// <summary>A fitted mixture, and the way there.</summary>
/// <param name="Mixture">In float64.</param>
/// <param name="LogLikelihoods">Mean log density of the points before each round, the last of the mixture itself; nats.</param>
internal sealed record MixtureFitResult(GaussianMixture Mixture, IReadOnlyList<double> LogLikelihoods);
