using VaeSharp.Data;
using VaeSharp.Engine;
using VaeSharp.Models;
using VaeSharp.Models.Recipes;
using VaeSharp.Models.Transforms;
using static TorchSharp.torch;

namespace VaeSharp.Evaluation;

/// <summary>
/// Probabilistic PCA: the VAE whose networks are linear, at its exact maximum of the likelihood. What a deep model must
/// beat.
/// </summary>
/// <remarks>
/// x = W z + μ + ε over dequantised pixels x = (level + u)/256. Source: Tipping &amp; Bishop 1999, equations 7 and 8;
/// the ELBO of a linear VAE has the same maximum (Lucas et al. 2019).
/// </remarks>
internal sealed class ProbabilisticPca : IDisposable
{
    // Fixed, so that a data set's figure is one number for everybody.
    private const ulong DequantisationSeed = 0;
    private const double LogTwoPi = 1.8378770664093453;

    private readonly Tensor _mean;        // μ [D], float64
    private readonly Tensor _directions;  // U_q [D, q], float64
    private readonly Tensor _eigenvalues; // Λ_q [q], float64

    private ProbabilisticPca(Tensor mean, Tensor directions, Tensor eigenvalues, double noiseVariance, int trainImages)
    {
        _mean = mean.DetachFromDisposeScope();
        _directions = directions.DetachFromDisposeScope();
        _eigenvalues = eigenvalues.DetachFromDisposeScope();
        NoiseVariance = noiseVariance;
        TrainImages = trainImages;
    }

    /// <summary>q, the latent dimension.</summary>
    public int Dimension => (int)_eigenvalues.shape[0];

    /// <summary>D, the values of one image.</summary>
    public int Values => (int)_mean.shape[0];

    /// <summary>σ²: the mean of the discarded eigenvalues; pixels are in [0, 1].</summary>
    public double NoiseVariance { get; }

    /// <summary>How many images it was fitted to.</summary>
    public int TrainImages { get; }

    /// <summary>The exact maximum of the likelihood.</summary>
    /// <param name="train">At least two images.</param>
    /// <param name="dimension">q, less than the values of an image.</param>
    /// <param name="progress">Receives the share of the images that the covariance has seen.</param>
    /// <remarks>The noise of dequantisation enters by its exact moments, not by a draw.</remarks>
    /// <exception cref="ArgumentException">Too few images, or a dimension out of range.</exception>
    public static ProbabilisticPca Fit(ImageDataset train, int dimension, IProgress<double>? progress = null)
    {
        using NativeWork work = NativeWork.Begin();
        if (dimension < 1 || dimension >= train.Shape.Values)
        {
            throw new ArgumentException(
                $"The latent dimension is {dimension}; expected 1 to {train.Shape.Values - 1}, less than the "
                + $"{train.Shape.Values} values of an image of {train.Name}.", nameof(dimension));
        }

        using var scope = NewDisposeScope();
        using var inference = inference_mode();
        (Tensor mean, Tensor covariance) = PixelMoments.Of(train, progress);
        (Tensor eigenvalues, Tensor vectors) = linalg.eigh(covariance); // ascending; [D], [D, D]
        long rest = train.Shape.Values - dimension;
        double noise = eigenvalues[..(int)rest].mean().item<double>();
        return new ProbabilisticPca(
            mean, vectors.narrow(1, rest, dimension).contiguous(), eigenvalues.narrow(0, rest, dimension).contiguous(),
            noise, train.Count);
    }

    /// <summary>The maximum with fewer latent dimensions, without another look at the data.</summary>
    /// <param name="dimension">1 to <see cref="Dimension"/>.</param>
    public ProbabilisticPca Truncate(int dimension)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(dimension, Dimension);
        using var scope = NewDisposeScope();
        long dropped = Dimension - dimension;
        double more = _eigenvalues.narrow(0, 0, dropped).sum().item<double>();
        double discarded = ((Values - Dimension) * NoiseVariance) + more;
        return new ProbabilisticPca(
            _mean.clone(), _directions.narrow(1, dropped, dimension).contiguous().clone(),
            _eigenvalues.narrow(0, dropped, dimension).clone(), discarded / (Values - dimension), TrainImages);
    }

    /// <summary>log N(x; μ, W Wᵀ + σ² I), exact; shape [B], nats.</summary>
    /// <param name="x">Dequantised pixels in [0, 1]; float64, shape [B, D].</param>
    public Tensor LogLikelihood(Tensor x)
    {
        using NativeWork work = NativeWork.Begin();
        Tensor centred = x - _mean;
        Tensor along = centred.matmul(_directions).square();                   // [B, q]
        Tensor apart = centred.square().sum(1) - along.sum(1);                 // [B]: length outside the subspace
        Tensor distance = (along / _eigenvalues).sum(1) + (apart / NoiseVariance);
        Tensor logDeterminant = _eigenvalues.log().sum() + ((Values - Dimension) * Math.Log(NoiseVariance));
        return -0.5 * (distance + logDeterminant + (Values * LogTwoPi));
    }

    /// <summary>W E[z|x] + μ, not clamped; shape [B, D].</summary>
    /// <param name="x">Dequantised pixels in [0, 1]; float64, shape [B, D].</param>
    /// <remarks>E[z|x] shrinks each direction by (λ − σ²)/λ: Tipping &amp; Bishop 1999, section 3.3.</remarks>
    public Tensor Reconstruct(Tensor x)
    {
        using NativeWork work = NativeWork.Begin();
        Tensor kept = 1 - (NoiseVariance / _eigenvalues);
        return ((x - _mean).matmul(_directions) * kept).matmul(_directions.t()) + _mean;
    }

    /// <summary>The linear VAE that it is, over pixels in levels/255 as models see them, in the caller's dispose scope.</summary>
    /// <remarks>E[z|x] = (Λ − σ²)^½ Λ⁻¹ Uᵀ (x − μ), Var[z|x] = σ² Λ⁻¹, W = U (Λ − σ²)^½: Tipping &amp; Bishop 1999, equation 7 and
    /// section 3.3.</remarks>
    public LinearStart Start()
    {
        using NativeWork work = NativeWork.Begin();
        using var mode = no_grad();
        Tensor scale = (_eigenvalues - NoiseVariance).clamp_min(0).sqrt(); // [q]
        Tensor back = (_directions * (scale / _eigenvalues)).t(); // [q, D]
        return new LinearStart(
            Dequantisation.ToUnit(_mean).to(ScalarType.Float32), (back / Dequantisation.Scale).to(ScalarType.Float32),
            (_directions * scale * Dequantisation.Scale).to(ScalarType.Float32),
            (NoiseVariance / _eigenvalues).log().to(ScalarType.Float32));
    }

    /// <summary>Measures it on images that it may never have seen.</summary>
    /// <param name="images">Of the shape that it was fitted to.</param>
    /// <remarks>
    /// The likelihood is that of (level + u)/256 with noise u of a fixed seed. Reconstructions start from u = ½, are
    /// not clamped, and are compared with level/255, so that their error stands beside a model's.
    /// </remarks>
    /// <exception cref="ArgumentException">The images have another shape.</exception>
    public PcaReport Evaluate(ImageDataset images)
    {
        if (images.Shape.Values != Values)
        {
            throw new ArgumentException(
                $"{images.Name} has images of {images.Shape.Values} values; expected {Values}.", nameof(images));
        }

        var densities = new double[images.Count];
        var errors = new double[images.Count];
        using var inference = inference_mode();
        EvaluationPass.Walk(images, Binarization.None, DequantisationSeed, CPU, progress: null, batch =>
        {
            Tensor x = new Dequantize().Apply(batch.X, batch.Random).flatten(1).to(ScalarType.Float64);
            EvaluationPass.Store(-LogLikelihood(x), densities, batch.First);
            Tensor middle = Dequantisation.Middle(batch.X).flatten(1).to(ScalarType.Float64);
            Tensor shown = Dequantisation.ToUnit(Reconstruct(middle));
            EvaluationPass.Store(PixelError.OfEach(shown, batch.X.flatten(1)), errors, batch.First);
        });
        MeanWithError density = MeanWithError.Of(densities);
        var error = new PixelError(errors.Average());
        return new PcaReport(
            images.Count, TrainImages, Dimension, density.Mean, density.StandardError,
            Dequantisation.BitsPerDimension(density.Mean, Values), error.Mse, error.PsnrDecibels);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _mean.Dispose();
        _directions.Dispose();
        _eigenvalues.Dispose();
    }
}

/// <summary>What probabilistic PCA reaches on a data set.</summary>
/// <param name="Images">How many it was measured on.</param>
/// <param name="TrainImages">How many it was fitted to.</param>
/// <param name="Dimension">q, the latent dimension.</param>
/// <param name="NegativeLogLikelihoodNats">−log p(x) of dequantised pixels over [0, 1], exact; nats per image.</param>
/// <param name="NegativeLogLikelihoodStandardErrorNats">Its standard error over images.</param>
/// <param name="BitsPerDimension">(−log p + D ln 256)/(D ln 2).</param>
/// <param name="ReconstructionMse">Mean squared error of the posterior mean's image, in units of [0, 1].</param>
/// <param name="ReconstructionPsnrDecibels">10 log₁₀(1/MSE).</param>
internal sealed record PcaReport(
    int Images,
    int TrainImages,
    int Dimension,
    double NegativeLogLikelihoodNats,
    double NegativeLogLikelihoodStandardErrorNats,
    double BitsPerDimension,
    double ReconstructionMse,
    double? ReconstructionPsnrDecibels);
