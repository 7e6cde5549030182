using VaeSharp.Engine;
using VaeSharp.Nn.Distributions;
using VaeSharp.Nn.Layers;
using VaeSharp.Nn.Statistics;
using static TorchSharp.torch;

namespace VaeSharp.Tests.Nn;

/// <summary>Every tensor that a public layer, distribution or statistic takes.</summary>
internal static class BoundaryTable
{
    private static readonly int[] All = [0, 1, 2, 3];

    internal static IReadOnlyList<BoundaryCase> Cases { get; } = [.. Layers(), .. Pixels(), .. Latents(), .. Statistics()];

    private static IEnumerable<BoundaryCase> Layers()
    {
        yield return new(typeof(Affine), x => new Affine(6, 4).call(x), [5, 6], "[B, 6]", 1);
        yield return new(typeof(AffineCoupling), x => new AffineCoupling(5, 8, false).call(x), [3, 5], "[B, 5]", 1);
        yield return new(typeof(AffineCoupling), x => new AffineCoupling(4, 8, true).ToBase(x).U, [3, 4], "[B, 4]", 1);
        yield return new(
            typeof(AttentionBlock), x => new AttentionBlock(4, 2, true).call(x, new AttentionInputs()), [2, 3, 4], "[B ≥ 1, P ≥ 1, 4]", 2);
        yield return new(
            typeof(AutoregressiveNetwork), z => Network().call(z, ones(z.dim() > 0 ? z.shape[0] : 1, 9)), [3, 4], "[B, 4]", 1);
        yield return new(typeof(AutoregressiveNetwork), c => Network().call(ones(3, 4), c), [3, 9], "[3, 9]", 0, 1);
        yield return new(typeof(AutoregressiveNetwork), f => Network().Context(f), [3, 5], "[B, 5]", 1);
        yield return new(
            typeof(BottleneckBlock), x => new BottleneckBlock(4, 2, 6).call(x), [2, 4, 5, 5], "[B, 4, H ≥ 1, W ≥ 1]", 1);
        yield return new(typeof(Codebook), v => new Codebook(7, 3, 0.9).call(v), [5, 3], "[N, 3]", 1);
        yield return new(typeof(Codebook), n => new Codebook(7, 3, 0.9).Of(n), [5, 2], "Int64")
        {
            Type = ScalarType.Int64,
            TakesAnyRank = true,
        };
        yield return new(typeof(Codebook), v => Revived(v), [5, 3], "[N ≥ 1, 3]", 1);
        yield return new(typeof(Codebook), v => Learned(v, zeros(v.dim() > 0 ? v.shape[0] : 1, int64)), [5, 3], "[N, 3]", 1);
        yield return new(typeof(Codebook), n => Learned(ones(5, 3), n), [5], "[5]", 0) { Type = ScalarType.Int64 };
        foreach (DenseActivation activation in Enum.GetValues<DenseActivation>())
        {
            yield return new(typeof(DenseLayer), x => new DenseLayer(6, 4, activation).call(x), [5, 6], "[B, 6]", 1);
        }

        yield return new(
            typeof(DenseStack), x => new DenseStack(6, [4, 3], DenseActivation.Relu, 0).call(x, null), [5, 6], "[B, 6]", 1);
        yield return new(
            typeof(DenseStack), y => new DenseStack(6, [4, 3], DenseActivation.Relu, 10).call(ones(5, 6), y), [5, 10], "[5, 10]",
            0, 1)
        {
            TakesAnyType = true,
        };
        yield return new(typeof(GatedCausalLayer), g => GatedCausalLayer.Shifted(g).Above, [2, 4, 5, 5], "[B, C, H ≥ 1, W ≥ 1]")
        {
            TakesAnyType = true,
        };
        yield return new(
            typeof(GatedCausalLayer), x => new GatedCausalLayer(4, 0).call(x, x, null).Before, [2, 4, 5, 5],
            "[B, 4, H ≥ 1, W ≥ 1]", 1);
        yield return new(
            typeof(GatedCausalLayer), x => new GatedCausalLayer(4, 0).call(ones(2, 4, 5, 5), x, null).Before, [2, 4, 5, 5],
            "[2, 4, 5, 5]", All);
        yield return new(
            typeof(GatedCausalLayer), y => new GatedCausalLayer(4, 3).call(ones(2, 4, 5, 5), ones(2, 4, 5, 5), y).Before, [2, 3],
            "[2, 3]", 0, 1)
        {
            TakesAnyType = true,
        };
        yield return new(typeof(LabelInput), y => new LabelInput(3, 4).call(y), [2, 3], "[B, 3]", 1) { TakesAnyType = true };
        yield return new(typeof(MaskedAffine), x => new MaskedAffine([1, 2, 3], [1, 2]).call(x), [5, 3], "[B, 3]", 1);
        yield return new(
            typeof(NhwcConvolution), x => new NhwcConvolution(4, 3, 3, padding: 1).call(x), [2, 4, 5, 5], "[B, 4, H ≥ 1, W ≥ 1]", 1);
        yield return new(
            typeof(PerceptronBlock),
            x => new PerceptronBlock(4, 5).call(x, new AttentionInputs(ones(x.dim() > 0 ? x.shape[0] : 1, 5))), [2, 3, 4],
            "[B, P ≥ 1, 4]", 2);
        yield return new(typeof(PixelAffine), x => new PixelAffine(4, 3).call(x), [2, 4, 5, 5], "[B, 4, H, W]", 1);
        yield return new(
            typeof(PointwiseConvolution), x => new PointwiseConvolution(4, 3, 2).call(x), [2, 4, 5, 5], "[B, 4, H ≥ 1, W ≥ 1]", 1);
        foreach (Resize resize in Enum.GetValues<Resize>())
        {
            yield return new(
                typeof(ResNetBlock), x => new ResNetBlock(4, 2, resize).call(x), [2, 4, 6, 6], "[B ≥ 1, 4, H ≥ 1, W ≥ 1]", 1);
        }

        yield return new(typeof(ResidualBlock), x => new ResidualBlock(4).call(x), [2, 4, 5, 5], "[B, 4, H ≥ 1, W ≥ 1]", 1);
        yield return new(
            typeof(ResidualBottleneck), x => new ResidualBottleneck(4, 2, 1).call(x), [2, 4, 5, 5], "[B, 4, H ≥ 1, W ≥ 1]", 1);
    }

    private static IEnumerable<BoundaryCase> Pixels()
    {
        long[] shape = [2, 3, 4, 5];
        (Type, Func<Tensor, PixelDistribution>)[] ofOne =
        [
            (typeof(Bernoulli), t => new Bernoulli(t)), (typeof(ContinuousBernoulli), t => new ContinuousBernoulli(t)),
            (typeof(GreyCrossEntropy), t => new GreyCrossEntropy(t)),
        ];
        (Type, Func<Tensor, Tensor, PixelDistribution>)[] ofTwo =
        [
            (typeof(Gaussian), (mean, log) => new Gaussian(mean, log)), (typeof(Laplace), (mean, log) => new Laplace(mean, log)),
            (typeof(DiscretizedLogistic), (mean, log) => new DiscretizedLogistic(mean, log)),
        ];
        foreach ((Type type, Func<Tensor, PixelDistribution> make) in ofOne)
        {
            yield return new(type, t => make(t).Mean, shape, "[B, C, H, W]")
            {
                TakesAnyType = true,
                TakesAnyRank = type == typeof(Bernoulli),
            };
            yield return new(type, x => make(ones(shape)).LogProbability(x), shape, "[2, 3, 4, 5]", All);
            yield return new(type, x => make(ones(shape)).LogProbabilityPerValue(x), shape, "[2, 3, 4, 5]", All);
        }

        foreach ((Type type, Func<Tensor, Tensor, PixelDistribution> make) in ofTwo)
        {
            yield return new(type, t => make(t, zeros(1)).Mean, shape, "[B, C, H, W]") { TakesAnyType = true };
            yield return new(type, t => make(ones(shape), t).LogProbability(ones(shape)), [1, 3, 1, 1], "[2, 3, 4, 5]", 1)
            {
                TakesAnyRank = true,
            };
            yield return new(type, x => make(ones(shape), zeros(1)).LogProbability(x), shape, "[2, 3, 4, 5]", All);
            yield return new(type, x => make(ones(shape), zeros(1)).LogProbabilityPerValue(x), shape, "[2, 3, 4, 5]", All);
        }

        yield return new(
            typeof(DiscretizedLogistic), x => new DiscretizedLogistic(ones(2, 6, 4, 5)).LogProbability(x), shape, "[2, 3, 4, 5]", All);
        yield return new(typeof(Categorical), t => new Categorical(t).Mean, [2, 256, 4, 5], "[B, 256 · C, H, W]")
        {
            TakesAnyType = true,
        };
        yield return new(
            typeof(Categorical), x => new Categorical(ones(2, 768, 4, 5)).LogProbability(x), shape, "[2, 3, 4, 5]", All);
        yield return new(typeof(LogisticMixture), t => new LogisticMixture(t, 2, 3).Mean, [2, 20, 4, 5], "[B, ", 1)
        {
            TakesAnyType = true,
        };
        yield return new(
            typeof(LogisticMixture), x => new LogisticMixture(ones(2, 20, 4, 5), 2, 3).LogProbability(x), shape, "[2, 3, 4, 5]", All);
        yield return new(
            typeof(LogisticMixture), x => new LogisticMixture(ones(2, 20, 4, 5), 2, 3).LogProbabilityPerValue(x), shape,
            "[2, 3, 4, 5]", All);
    }

    private static IEnumerable<BoundaryCase> Latents()
    {
        Tensor mean = ones(3, 4);
        Tensor scale = eye(4).repeat(3, 1, 1);
        var diagonal = new DiagonalGaussian(mean, mean);
        var full = new FullGaussian(mean, scale);
        Tensor way = ones(3, 4) / 2;
        var sphere = new VonMisesFisher(way, ones(3, 1));
        var codes = new QuantizedVectors(mean, mean, zeros(3, 2, int64), 0.25);
        var planar = new PlanarStep(mean, mean, ones(3, 1));
        var mixture = new GaussianMixture(diagonal, zeros(3));
        (Type, LatentDistribution)[] each =
        [
            (typeof(DiagonalGaussian), diagonal), (typeof(FullGaussian), full), (typeof(VonMisesFisher), sphere),
            (typeof(QuantizedVectors), codes), (typeof(FlowDistribution), new FlowDistribution(diagonal, [planar])),
        ];
        foreach ((Type type, LatentDistribution q) in each)
        {
            yield return new(type, z => q.LogProbability(z), [3, 4], "[3, 4]", 0, 1)
            {
                TakesAnyFloat = type == typeof(DiagonalGaussian),
            };
        }

        yield return new(typeof(DiagonalGaussian), t => new DiagonalGaussian(mean, t).Mean, [3, 4], "[3, 4]", 0, 1);
        yield return new(typeof(DiagonalGaussian), z => DiagonalGaussian.Standard(4).LogProbability(z), [3, 4], "[B, 4]", 1)
        {
            TakesAnyFloat = true,
        };
        yield return new(
            typeof(DiagonalGaussian), t => diagonal.KlDivergence(new DiagonalGaussian(t, t)), [4], "[4]", 0)
        {
            TakesAnyRank = true,
            TakesAnyFloat = true,
        };
        yield return new(typeof(FullGaussian), t => new FullGaussian(t, eye(4).repeat(3, 1, 1)).Mean, [3, 4], "", 0, 1);
        yield return new(typeof(FullGaussian), t => new FullGaussian(mean, t).Mean, [3, 4, 4], "[3, 4, 4]", 0, 1, 2);
        yield return new(typeof(FullGaussian), z => full.LogProbabilityOfEach(z), [5, 4], "[N, 4]", 1);
        yield return new(
            typeof(FullGaussian), t => full.KlDivergence(new DiagonalGaussian(t, t)), [4], "[4]", 0)
        {
            TakesAnyRank = true,
            TakesAnyFloat = true,
        };
        yield return new(typeof(VonMisesFisher), t => new VonMisesFisher(way, t).Mean, [3, 1], "[3, 1]", 0, 1);
        yield return new(typeof(VonMisesFisher), t => new VonMisesFisher(t, ones(3, 1)).Mean, [3, 4], "", 0);
        yield return new(
            typeof(QuantizedVectors), t => new QuantizedVectors(mean, t, zeros(3, 2, int64), 1).Mean, [3, 4], "[3, 4]", 0, 1);
        yield return new(typeof(QuantizedVectors), t => new QuantizedVectors(mean, mean, t, 1).Mean, [3, 2], "", 0)
        {
            Type = ScalarType.Int64,
        };
        yield return new(typeof(PlanarStep), t => new PlanarStep(mean, t, ones(3, 1)).U, [3, 4], "[3, 4]", 0, 1);
        yield return new(typeof(PlanarStep), t => new PlanarStep(mean, mean, t).U, [3, 1], "[3, 1]", 0, 1);
        yield return new(typeof(PlanarStep), z => planar.Forward(z).Z, [3, 4], "[3, 4]", 0, 1);
        yield return new(typeof(PlanarStep), z => planar.Inverse(z).Z, [3, 4], "[3, 4]", 0, 1);
        yield return new(typeof(AutoregressiveStep), z => Step(ones(3, 9)).Forward(z).Z, [3, 4], "[3, 4]", 0, 1);
        yield return new(typeof(AutoregressiveStep), z => Step(ones(3, 9)).Inverse(z).Z, [3, 4], "[3, 4]", 0, 1);
        yield return new(typeof(AutoregressiveStep), c => Step(c).Context, [3, 9], "[B, 9]", 1) { TakesAnyType = true };
        yield return new(typeof(GaussianMixture), t => new GaussianMixture(diagonal, t).LogWeights, [3], "[3]", 0);
        yield return new(typeof(GaussianMixture), z => mixture.LogProbability(z), [5, 4], "[B, 4]", 1);
        yield return new(typeof(GaussianMixture), z => mixture.LogJoint(z), [5, 4], "[B, 4]", 1);
    }

    private static IEnumerable<BoundaryCase> Statistics()
    {
        var diagonal = new DiagonalGaussian(ones(3, 4), ones(3, 4));
        var discrepancy = new MaximumMeanDiscrepancy(DiscrepancyKernel.Rbf, 2);
        yield return new(typeof(LatentCovariance), m => LatentCovariance.OfMeans(m), [3, 4], "[B ≥ 1, D]") { TakesAnyType = true };
        yield return new(typeof(LatentCovariance), c => LatentCovariance.Penalty(c, 1, 1), [4, 4], "", 0) { TakesAnyType = true };
        yield return new(typeof(MaximumMeanDiscrepancy), x => discrepancy.Unbiased(x, x), [3, 4], "[B ≥ 1, D]")
        {
            TakesAnyType = true,
        };
        yield return new(typeof(MaximumMeanDiscrepancy), y => discrepancy.Unbiased(ones(3, 4), y), [3, 4], "[3, 4]", 0, 1);
        yield return new(typeof(RateParts), z => RateParts.Of(diagonal, z, 10).Information, [3, 4], "", 0, 1);
    }

    private static AutoregressiveNetwork Network() => new(4, 5, 9);

    private static AutoregressiveStep Step(Tensor context) => new(Network(), context, Reversed: true);

    private static Tensor Revived(Tensor vectors)
    {
        using var random = new RandomStream(1, RandomUse.Training);
        var book = new Codebook(7, 3, 0.9);
        book.RestartDeadCodes(vectors, random);
        return book.Vectors;
    }

    private static Tensor Learned(Tensor vectors, Tensor numbers)
    {
        var book = new Codebook(7, 3, 0.9);
        book.Learn(vectors, numbers);
        return book.Vectors;
    }
}
