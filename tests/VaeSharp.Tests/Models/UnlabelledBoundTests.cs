using VaeSharp.Data;
using VaeSharp.Engine;
using VaeSharp.Models;
using VaeSharp.Models.Likelihoods;
using VaeSharp.Models.Priors;
using VaeSharp.Nn.Distributions;
using VaeSharp.Tests.Nn.Distributions;
using Xunit;
using static TorchSharp.torch;

namespace VaeSharp.Tests.Models;

/// <summary>The bound over all labels against a mixture of linear Gaussians, whose log p(x) is an integral for each class.</summary>
public sealed class UnlabelledBoundTests
{
    private const int Images = 400_000;
    private const double LogSigma = -0.3;

    // x = loading(y) · z + offset(y) + σ ε in two values and one latent, for three classes.
    private static readonly double[,] Loadings = { { 0.8, -0.3 }, { 0.2, 1.1 }, { -0.5, 0.4 } };
    private static readonly double[,] Offsets = { { 0.1, 0.6 }, { 0.5, 0.2 }, { 0.9, 0.8 } };
    private static readonly double[] X = [0.6, 0.4];

    [Fact]
    public void Bound_is_the_evidence_where_both_posteriors_are_exact()
    {
        double[] bayes = [.. Enumerable.Range(0, 3).Select(y => Math.Exp(LogJoint(y) - LogEvidence()))];

        (double bound, double error) = Measure(bayes, widen: 0);

        Assert.True(error < 3e-3);
        Values.Near(LogEvidence(), bound, (4.5 * error) + 1e-5);
    }

    [Theory]
    [InlineData(0.9, 0.05, 0.05, 0)]
    [InlineData(0.2, 0.3, 0.5, 0)]
    [InlineData(0.34, 0.33, 0.33, 0.7)]
    [InlineData(0.999, 0.0005, 0.0005, -0.7)]
    public void Bound_is_below_the_evidence_by_exactly_what_the_guesses_cost(double a, double b, double c, double widen)
    {
        double[] guess = [a, b, c];
        double cost = 0;
        for (int y = 0; y < 3; y++)
        {
            // KL(q(y|x) ‖ p(y|x)), and KL(q(z|x, y) ‖ p(z|x, y)) by integration.
            (double mean, double variance) = Posterior(y);
            cost += guess[y] * (Math.Log(guess[y]) - LogJoint(y) + LogEvidence());
            double logVariance = Math.Log(variance) + widen;
            cost += guess[y] * Quadrature.Simpson(
                z => Math.Exp(DiagonalGaussianTests.LogDensity(z, mean, logVariance))
                    * (DiagonalGaussianTests.LogDensity(z, mean, logVariance)
                        - DiagonalGaussianTests.LogDensity(z, mean, Math.Log(variance))), -12, 12);
        }

        (double bound, double error) = Measure(guess, widen);

        Assert.True(cost > 0);
        Values.Near(LogEvidence() - cost, bound, (4.5 * error) + 1e-5);
        Assert.True(bound - (4.5 * error) < LogEvidence());
    }

    [Fact]
    public void It_is_the_sum_over_classes_of_bounds_that_are_asked_for_one_by_one()
    {
        using var scope = NewDisposeScope();
        using var random = new RandomStream(1, RandomUse.Evaluation);
        Tensor distortion = random.Normal(3 * 4), rate = random.Normal(3 * 4, 2);
        Tensor logClasses = random.Normal(4, 3).log_softmax(1);

        Elbo found = UnlabelledBound.Of(new Elbo(distortion, rate), logClasses);

        double[] d = Values.Read(distortion), r = Values.Read(rate), log = Values.Read(logClasses);
        double[] value = Values.Read(found.Value), parts = Values.Read(found.Distortion);
        for (int i = 0; i < 4; i++)
        {
            double sum = 0, part = 0;
            for (int y = 0; y < 3; y++)
            {
                double q = Math.Exp(log[(i * 3) + y]);
                double bound = -d[(y * 4) + i] - r[2 * ((y * 4) + i)] - r[(2 * ((y * 4) + i)) + 1];
                sum += q * (bound - Math.Log(3) - log[(i * 3) + y]);
                part += q * d[(y * 4) + i];
            }

            Values.Near(sum, value[i], 1e-5);
            Values.Near(part, parts[i], 1e-5);
        }
    }

    // The model with the exact q(z|x, y), its variance wider by a factor, about many copies of one image.
    private static (double Bound, double Error) Measure(double[] guess, double widen)
    {
        using var scope = NewDisposeScope();
        using var mode = no_grad();
        using VariationalAutoencoder model = Model(widen);
        using var random = new RandomStream(3, RandomUse.Evaluation);
        Tensor x = tensor((float[])[.. X.Select(v => (float)v)], [1, 1, 1, 2]).repeat(Images, 1, 1, 1);
        Tensor log = tensor((float[])[.. guess.Select(q => (float)Math.Log(q))], [1, 3]).repeat(Images, 1);
        double[] values = Values.Read(UnlabelledBound.Of(model, x, log, random).Value);
        double mean = values.Average();
        return (mean, Math.Sqrt(values.Average(v => (v - mean) * (v - mean)) / Images));
    }

    // q(z|x, y) is that of X whatever the image, its log variance greater by widen.
    internal static VariationalAutoencoder Model(double widen, Classifier? classifier = null)
    {
        var shape = new ModelShape(new ImageShape(1, 1, 2), 1, 3, LabelUse.Both);
        var model = new VariationalAutoencoder(
            new SingleLayer(new LabelEncoder(), new ExactPosterior(widen), new StandardNormalPrior(1), new ClassDecoder()),
            new LearnedSigmaLikelihood(LogSigma), shape, classifier);
        model.eval();
        return model;
    }

    private static double Variance => Math.Exp(2 * LogSigma);

    private static double LogEvidence() => LogEvidence(X);

    internal static double LogEvidence(double[] x) => Math.Log(Enumerable.Range(0, 3).Sum(y => Math.Exp(LogJoint(y, x))));

    private static double LogJoint(int y) => LogJoint(y, X);

    // log p(y) p(x|y), the latter by integration over z.
    private static double LogJoint(int y, double[] x) => Math.Log(Quadrature.Simpson(
        z => Math.Exp(DiagonalGaussianTests.LogDensity(z, 0, 0) + Enumerable.Range(0, 2).Sum(
            i => DiagonalGaussianTests.LogDensity(x[i], Offsets[y, i] + (Loadings[y, i] * z), 2 * LogSigma))), -12, 12)) - Math.Log(3);

    // Mean and variance of p(z|x, y): Bishop 2006, equation 2.116.
    private static (double Mean, double Variance) Posterior(int y)
    {
        double precision = 1, sum = 0;
        for (int i = 0; i < 2; i++)
        {
            precision += Loadings[y, i] * Loadings[y, i] / Variance;
            sum += Loadings[y, i] * (X[i] - Offsets[y, i]) / Variance;
        }

        return (sum / precision, 1 / precision);
    }

    private static Tensor Table(Func<int, double> of) => tensor((float[])[.. Enumerable.Range(0, 3).Select(y => (float)of(y))], [3, 1]);

    private sealed class LabelEncoder() : Encoder(nameof(LabelEncoder), 3)
    {
        public override Tensor forward(Tensor x, Tensor? y) => y!;
    }

    private sealed class ExactPosterior(double widen) : Posterior(nameof(ExactPosterior), 1)
    {
        public override LatentDistribution forward(Tensor features) => new DiagonalGaussian(
            features.matmul(Table(y => UnlabelledBoundTests.Posterior(y).Mean)),
            features.matmul(Table(y => Math.Log(UnlabelledBoundTests.Posterior(y).Variance) + widen)));
    }

    private sealed class ClassDecoder() : Decoder(nameof(ClassDecoder))
    {
        public override Tensor forward(Tensor z, Tensor? y)
        {
            Tensor[] values = [.. Enumerable.Range(0, 2).Select(i =>
                (z * y!.matmul(Table(c => Loadings[c, i]))) + y!.matmul(Table(c => Offsets[c, i])))]; // 2 × [B, 1]
            return cat(values, 1).view(-1, 1, 1, 2);
        }
    }
}
