using TorchSharp.Modules;
using VaeSharp.Data;
using VaeSharp.Models;
using VaeSharp.Models.Likelihoods;
using VaeSharp.Models.Priors;
using VaeSharp.Nn.Distributions;
using static TorchSharp.torch;

namespace VaeSharp.Tests.Models;

/// <summary>x = W z + b + σ ε in four values and two latents, whose exact log p(x) and p(z|x) doubles give.</summary>
/// <param name="loadings">W, four rows of two.</param>
/// <param name="logSigma">log σ.</param>
internal sealed class LinearGaussian(double[,] loadings, double logSigma)
{
    private static readonly double[] Offset = [0.4, 0.5, 0.6, 0.45];

    /// <summary>Two latents that depend on each other given x.</summary>
    public static LinearGaussian Dependent =>
        new(new[,] { { 0.9, 0.7 }, { 0.1, 0.5 }, { -0.4, 0.2 }, { 0.3, 0.3 } }, -0.7);

    /// <summary>Two latents that do not, so that a diagonal q can be exact.</summary>
    public static LinearGaussian Independent =>
        new(new[,] { { 0.8, 0.3 }, { 0.8, -0.3 }, { -0.4, 0.6 }, { 0.4, 0.6 } }, -1);

    public double[] Image { get; init; } = [0.9, 0.1, 0.7, 0.3];

    /// <summary>The image, so many times; shape [count, 1, 2, 2].</summary>
    public Tensor Images(int count) => tensor([.. Image.Select(v => (float)v)], [1, 1, 2, 2]).expand(count, -1, -1, -1);

    private double Variance => Math.Exp(2 * logSigma);

    /// <summary>log N(x; b, W Wᵀ + σ² I).</summary>
    public double LogEvidence()
    {
        var covariance = new double[4, 4];
        for (int i = 0; i < 4; i++)
        {
            for (int j = 0; j < 4; j++)
            {
                covariance[i, j] = (loadings[i, 0] * loadings[j, 0]) + (loadings[i, 1] * loadings[j, 1])
                    + (i == j ? Variance : 0);
            }
        }

        (double logDeterminant, double distance) = Eliminate(covariance, [.. Image.Zip(Offset, (x, b) => x - b)]);
        return -0.5 * (distance + logDeterminant + (4 * Math.Log(2 * Math.PI)));
    }

    /// <summary>Mean and 2×2 covariance of p(z|x): Bishop 2006, equations 2.116 and 2.117.</summary>
    public (double[] Mean, double A, double B, double C) Posterior()
    {
        double a = 1, b = 0, c = 1, u = 0, v = 0;
        for (int i = 0; i < 4; i++)
        {
            double residual = (Image[i] - Offset[i]) / Variance;
            a += loadings[i, 0] * loadings[i, 0] / Variance;
            b += loadings[i, 0] * loadings[i, 1] / Variance;
            c += loadings[i, 1] * loadings[i, 1] / Variance;
            u += loadings[i, 0] * residual;
            v += loadings[i, 1] * residual;
        }

        double determinant = (a * c) - (b * b);
        (a, b, c) = (c / determinant, -b / determinant, a / determinant);
        return ([(a * u) + (b * v), (b * u) + (c * v)], a, b, c);
    }

    /// <summary>KL(q ‖ p(z|x)) from a diagonal q.</summary>
    public double KlToPosterior(double[] mean, double[] variance)
    {
        (double[] exact, double a, double b, double c) = Posterior();
        double determinant = (a * c) - (b * b);
        double dx = mean[0] - exact[0];
        double dy = mean[1] - exact[1];
        double trace = ((c * variance[0]) + (a * variance[1])) / determinant;
        double distance = ((c * dx * dx) - (2 * b * dx * dy) + (a * dy * dy)) / determinant;
        return 0.5 * (trace + distance - 2 + Math.Log(determinant / (variance[0] * variance[1])));
    }

    /// <summary>The VAE with this decoder and a q that is the same for every image.</summary>
    public VariationalAutoencoder Model(double[] mean, double[] variance) => Model(new FixedPosterior(mean, variance));

    /// <summary>The VAE with this decoder and this q.</summary>
    public VariationalAutoencoder Model(Posterior posterior)
    {
        var shape = new ModelShape(new ImageShape(1, 2, 2), 2, 1, LabelUse.None);
        var model = new VariationalAutoencoder(
            new SingleLayer(
                new FlatEncoder(), posterior, new StandardNormalPrior(2), new AffineDecoder(loadings, Offset)),
            new LearnedSigmaLikelihood(logSigma), shape);
        model.eval();
        return model;
    }

    // Gaussian elimination of a positive definite matrix: log |A| and vᵀ A⁻¹ v.
    private static (double LogDeterminant, double Distance) Eliminate(double[,] matrix, double[] vector)
    {
        double logDeterminant = 0;
        double distance = 0;
        for (int k = 0; k < vector.Length; k++)
        {
            logDeterminant += Math.Log(matrix[k, k]);
            distance += vector[k] * vector[k] / matrix[k, k];
            for (int i = k + 1; i < vector.Length; i++)
            {
                double factor = matrix[i, k] / matrix[k, k];
                vector[i] -= factor * vector[k];
                for (int j = k; j < vector.Length; j++)
                {
                    matrix[i, j] -= factor * matrix[k, j];
                }
            }
        }

        return (logDeterminant, distance);
    }

    private sealed class FlatEncoder() : Encoder(nameof(FlatEncoder), 4)
    {
        public override Tensor forward(Tensor x, Tensor? y) => x.flatten(1);
    }

    private sealed class FixedPosterior(double[] mean, double[] variance) : Posterior(nameof(FixedPosterior), 2)
    {
        public override LatentDistribution forward(Tensor features) => new DiagonalGaussian(
            Rows(mean, features.shape[0]), Rows([.. variance.Select(v => Math.Log(v))], features.shape[0]));

        private static Tensor Rows(double[] values, long count) =>
            tensor([.. values.Select(v => (float)v)], [1, 2]).expand(count, -1);
    }

    private sealed class AffineDecoder : Decoder
    {
        private readonly Parameter weight;
        private readonly Parameter offset;

        public AffineDecoder(double[,] loadings, double[] offsets)
            : base(nameof(AffineDecoder))
        {
            weight = new Parameter(tensor([.. loadings.Cast<double>().Select(v => (float)v)], [4, 2]));
            offset = new Parameter(tensor((float[])[.. offsets.Select(v => (float)v)]));
            RegisterComponents();
        }

        public override Tensor forward(Tensor z, Tensor? y) => (z.matmul(weight.t()) + offset).view(-1, 1, 2, 2);
    }
}
