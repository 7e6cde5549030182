using VaeSharp.Models;
using VaeSharp.Models.Recipes;
using VaeSharp.Nn.Distributions;
using static TorchSharp.torch;

namespace VaeSharp.Evaluation;

/// <summary>Gathers the bound image by image.</summary>
/// <param name="images">How many there will be.</param>
/// <param name="recipe">Whose objective says whether there is a bound.</param>
/// <param name="classifier">q(y|x) where no label shall be read: all classes are asked about then.</param>
internal sealed class BoundSums(int images, Recipe recipe, Classifier? classifier = null)
{
    private const string Point =
        "the encoder gives one point, not a distribution: its KL to any prior is infinite, so there is no ELBO";

    private const string NoLikelihood = "the cross-entropy of grey values is not a likelihood";

    private readonly double[] _distortion = new double[images];
    private readonly double[] _rate = new double[images];
    private double[]? _groups; // sums over images

    /// <summary>−log p(x|z) of each image, or what stands in its place; nats.</summary>
    public IReadOnlyList<double> DistortionsNats => _distortion;

    /// <summary>The rate of each image; nats, all zero where there is none.</summary>
    public IReadOnlyList<double> RatesNats => _rate;

    /// <summary>Measures a batch, and answers with its encoded images.</summary>
    public EncodedImages Add(VariationalAutoencoder model, EvaluationBatch batch)
    {
        if (recipe.Objective.IsDeterministic)
        {
            EncodedImages point = model.Encode(batch.X, batch.Labels);
            EvaluationPass.Store(point.Distortion(batch.X, point.Mean), _distortion, batch.First);
            return point;
        }

        if (classifier is not null)
        {
            Tensor logClasses = classifier.call(batch.X); // [B, classes]
            Elbo any = UnlabelledBound.Of(model, batch.X, logClasses, batch.Random);
            EvaluationPass.Store(any.Distortion, _distortion, batch.First);
            EvaluationPass.Store(any.Rate, _rate, batch.First);
            return model.Encode(batch.X, logClasses.argmax(1));
        }

        EncodedImages encoded = model.Encode(batch.X, batch.Labels, batch.Random);
        Elbo elbo = encoded.Elbo(batch.X, batch.Random);
        EvaluationPass.Store(elbo.Distortion, _distortion, batch.First);
        EvaluationPass.Store(elbo.Rate, _rate, batch.First);
        AddGroups(model, elbo.RatePerDimension);
        return encoded;
    }

    /// <summary>The means, under names that say whether they are a likelihood's and a bound's.</summary>
    public BoundReport Report(VariationalAutoencoder model, ulong seed)
    {
        double distortion = _distortion.Average();
        MeanWithError total = MeanWithError.Of([.. _distortion.Zip(_rate, (d, r) => d + r)]);
        bool likelihood = model.Support != PixelSupport.None;
        bool point = recipe.Objective.IsDeterministic;
        return new BoundReport
        {
            Images = images,
            ValuesPerImage = model.Shape.Images.Values,
            Support = model.Support,
            Binarization = recipe.Data.Binarization,
            Labels = model.Shape.Labels,
            PriorSeesLabels = model.Shape.PriorSeesLabels,
            LabelsSummedOut = classifier is not null,
            Seed = seed,
            PosteriorSamples = point ? 0 : 1,
            WhyNoBound = point ? Point : likelihood ? null : NoLikelihood,
            RateNats = point ? null : _rate.Average(),
            NegativeElboNats = likelihood && !point ? total.Mean : null,
            NegativeElboStandardErrorNats = likelihood && !point ? total.StandardError : null,
            Groups = model.Groups.Count == 0
                ? null
                : [.. model.Groups.Select((g, i) => new GroupRate(g.Height, g.Width, g.Channels, _groups![i] / images))],
            DistortionNats = likelihood ? distortion : null,
            CrossEntropyNats = likelihood ? null : distortion,
            LossNats = likelihood || point ? null : total.Mean,
            LossStandardErrorNats = likelihood || point ? null : total.StandardError,
        };
    }

    private void AddGroups(VariationalAutoencoder model, Tensor rates)
    {
        if (model.Groups.Count == 0)
        {
            return;
        }

        using Tensor sums = rates.to(ScalarType.Float64).sum([0L]).view(model.Groups.Count, -1).sum([1L]).cpu();
        double[] now = sums.data<double>().ToArray();
        _groups = _groups is null ? now : [.. _groups.Zip(now, (a, b) => a + b)];
    }
}
