using VaeSharp.Models;
using VaeSharp.Models.Recipes;
using VaeSharp.Nn.Distributions;
using static TorchSharp.torch;

namespace VaeSharp.Evaluation;

/// <summary>Gathers the bound image by image.</summary>
/// <param name="images">How many there will be.</param>
internal sealed class BoundSums(int images)
{
    private readonly double[] _distortion = new double[images];
    private readonly double[] _rate = new double[images];
    private double[]? _groups; // sums over images

    /// <summary>Takes in a batch whose first image is number <paramref name="first"/>.</summary>
    public void Add(Elbo elbo, int first)
    {
        EvaluationPass.Store(elbo.Distortion, _distortion, first);
        EvaluationPass.Store(elbo.Rate, _rate, first);
        using Tensor sums = elbo.RatePerDimension.to(ScalarType.Float64).sum([0L]).cpu();
        double[] now = sums.data<double>().ToArray();
        _groups = _groups is null ? now : [.. _groups.Zip(now, (a, b) => a + b)];
    }

    /// <summary>The means, under names that say whether they are a likelihood's.</summary>
    public BoundReport Report(VariationalAutoencoder model, Binarization binarization, ulong seed)
    {
        double distortion = _distortion.Average();
        MeanWithError total = MeanWithError.Of([.. _distortion.Zip(_rate, (d, r) => d + r)]);
        bool likelihood = model.Measure != PixelMeasure.None;
        return new BoundReport
        {
            Images = images,
            ValuesPerImage = model.Shape.Images.Values,
            Measure = model.Measure,
            Binarization = binarization,
            Labels = model.Shape.Labels,
            PriorSeesLabels = model.Shape.PriorSeesLabels,
            Seed = seed,
            RateNats = _rate.Average(),
            Groups = model.Groups.Count == 0
                ? null
                : [.. model.Groups.Select((g, i) => new GroupRate(g.Height, g.Width, g.Channels, _groups![i] / images))],
            NegativeElboNats = likelihood ? total.Mean : null,
            NegativeElboStandardErrorNats = likelihood ? total.StandardError : null,
            DistortionNats = likelihood ? distortion : null,
            CrossEntropyNats = likelihood ? null : distortion,
            LossNats = likelihood ? null : total.Mean,
            LossStandardErrorNats = likelihood ? null : total.StandardError,
        };
    }
}
