using TorchSharp;
using VaeSharp.Data;
using VaeSharp.Engine;
using VaeSharp.Evaluation;
using VaeSharp.Evaluation.Quality;
using static TorchSharp.torch;

namespace VaeSharp.Runs;

/// <summary>What is to be measured of a model's samples.</summary>
internal sealed record QualityRequest
{
    /// <summary>As in most papers that report such distances.</summary>
    public const int UsualSamples = 10_000;

    /// <summary>So many measures need at least.</summary>
    public const int LeastSamples = 100;

    /// <summary>Images to generate, and at most as many real ones to compare.</summary>
    public int Samples { get; init; } = UsualSamples;

    /// <summary>Of latents, choices and bootstrap.</summary>
    public ulong Seed { get; init; }

    /// <summary>A judge of the user's; null for that of the data set.</summary>
    public RunDirectory? Judge { get; init; }

    /// <summary>A network from elsewhere in whose features distances are measured too; null for none.</summary>
    public IFeatureNetwork? Network { get; init; }
}

/// <summary>A model's samples beside training images, with references: real test images, and training images of another class.</summary>
internal sealed class SampleQuality : IDisposable
{
    private const string OfSamples = "samples";
    private const string OfTest = "test images";
    private const string OfOtherClass = "training images of another class";
    private const int MostNearest = 1000; // images whose nearest training image is looked for
    private const ulong ChoiceStream = 5UL << 32; // apart from those of orders, splits and wrong labels

    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly NativeWork _work = NativeWork.Begin();
    private readonly TrainedModel _run;
    private readonly QualityRequest _request;
    private readonly IProgress<StageProgress>? _progress;
    private readonly JudgeClassifier _judge;
    private readonly ImageDataset _train;
    private Tensor? _trainRows;

    /// <summary>Generates the samples.</summary>
    /// <param name="run">The model.</param>
    /// <param name="splits">Its images.</param>
    /// <param name="request">What is asked.</param>
    /// <param name="progress">Hears of the stages.</param>
    /// <exception cref="RunException">The user's judge is one of other images.</exception>
    public SampleQuality(TrainedModel run, DatasetSplits splits, QualityRequest request, IProgress<StageProgress>? progress = null)
    {
        (_run, _request, _progress) = (run, request, progress);
        _train = splits.Train;
        _judge = Judges.For(
            _train, run.Device, request.Judge, progress.Stage("Training the classifier", Stages.Images(_train.Count)));
        int[] order = new CounterRandom(request.Seed, ChoiceStream).Permutation(_train.Count);
        int count = Math.Min(request.Samples, _train.Count / 2);
        Real = _train.Select(order.AsSpan(0, count));
        Samples = Generated();
        ImageDataset others = _train.Select(order.AsSpan(count, Math.Min(request.Samples, _train.Count - count)));
        int classes = others.ClassNames.Count;
        byte[] next = [.. others.Labels.Select(label => (byte)((label + 1) % classes))];
        Sets =
        [
            (OfSamples, Samples),
            (OfTest, splits.Test.Spread(request.Samples)),
            (OfOtherClass, new ImageDataset(others.Name, others.Shape, others.Pixels, next, others.ClassNames)),
        ];
    }

    /// <summary>Training images that all sets are compared with.</summary>
    public ImageDataset Real { get; }

    /// <summary>Generated images, with the labels that they were generated for.</summary>
    public ImageDataset Samples { get; }

    private (string Name, ImageDataset Images)[] Sets { get; }

    // Features of all training images, which two measures want.
    private Tensor TrainRows => _trainRows ??= Judged(_train).Rows;

    private bool HasLabels => _run.Model.Shape.SamplesByLabel && Real.ClassNames.Count > 1;

    /// <summary>Measures them.</summary>
    public QualityReport Measure()
    {
        using NativeWork work = NativeWork.Begin();
        string judge = _judge.Name ?? "a small classifier";
        Tensor real = Judged(Real).Rows;
        ImageFeatures[] sets = [.. Sets.Select(set => Judged(set.Images))];
        var verdicts = new List<SetVerdict>();
        var distances = new List<SetDistances>();
        for (int i = 0; i < sets.Length; i++)
        {
            (string name, ImageDataset images) = Sets[i];
            distances.Add(Distances(judge, name, real, sets[i].Rows) with
            {
                FrechetWithinClasses = HasLabels ? SetMeasures.WithinClasses(real, Real.Labels, sets[i].Rows, images.Labels) : null,
            });
            verdicts.Add(SetMeasures.Verdict(name, sets[i].Verdicts, images.Labels, images.ClassNames.Count, _request.Seed));
        }

        if (_request.Network is { } network)
        {
            Tensor from = Computed(network, Real);
            distances.AddRange(Sets.Select(set => Distances(network.Name, set.Name, from, Computed(network, set.Images))));
        }

        return new QualityReport(Samples.Count, _request.Seed, _judge.Name)
        {
            Verdicts = HasLabels ? verdicts : null,
            Distances = distances,
            Nearest = Nearest(sets),
        };
    }

    /// <summary>The training images that are nearest to one sample of each class, or to ten of a model without classes.</summary>
    /// <param name="each">How many of each, by pixels and by the judge's features.</param>
    public IReadOnlyList<SampleNeighbours> Neighbours(int each)
    {
        using NativeWork work = NativeWork.Begin();
        ImageDataset shown = Samples.Take(Math.Min(Samples.Count, HasLabels ? Samples.ClassNames.Count : 10));
        (double[] byPixels, int[] pixelRows) = RowDistances.Nearest(
            ImageFeatures.Pixels(shown), ImageFeatures.Pixels(_train), each, _progress.Stage("Comparing pixels"));
        (double[] byFeatures, int[] featureRows) = RowDistances.Nearest(Judged(shown).Rows, TrainRows, each);
        return
        [
            .. Enumerable.Range(0, shown.Count).Select(i => new SampleNeighbours(
                shown, i, Of(byPixels, pixelRows, i, squared => Math.Sqrt(squared / shown.Shape.Values)),
                Of(byFeatures, featureRows, i, Math.Sqrt))),
        ];

        NearImage[] Of(double[] squared, int[] rows, int i, Func<double, double> distance) =>
            [.. Enumerable.Range(i * each, each).Select(at => new NearImage(rows[at], distance(squared[at])))];
    }

    /// <summary>Image number so and so of those that the model was trained on.</summary>
    public ImageDataset TrainingImages => _train;

    /// <inheritdoc/>
    public void Dispose()
    {
        _judge.Dispose();
        _scope.Dispose();
        _work.Dispose();
    }

    private ImageDataset Generated()
    {
        int count = _request.Samples;
        ImageShape shape = _run.Model.Shape.Images;
        var pixels = new byte[count * shape.Values];
        var labels = new byte[count];
        IProgress<double>? progress = _progress.Stage("Generating samples", Stages.Images(count));
        foreach ((int i, SampledImage image) in new ModelSamples { Seed = _request.Seed }.Generate(_run, count).Index())
        {
            image.Planes.CopyTo(pixels, i * shape.Values);
            labels[i] = (byte)(image.Label ?? 0);
            progress?.Report((i + 1.0) / count);
        }

        return new ImageDataset(OfSamples, shape, pixels, labels, _train.ClassNames);
    }

    private SetDistances Distances(string network, string set, Tensor real, Tensor rows) => SetMeasures.Distances(
        network, set, real, rows, _request.Seed,
        _progress.Stage($"Comparing {set} with training images", Stages.Images((int)rows.shape[0])));

    private ImageFeatures Judged(ImageDataset images) =>
        ImageFeatures.Of(_judge, images, _progress.Stage("Computing the classifier's features", Stages.Images(images.Count)));

    private Tensor Computed(IFeatureNetwork network, ImageDataset images) => ImageFeatures.Of(
        network, images, _progress.Stage($"Computing features of {network.Name}", Stages.Images(images.Count))).Rows;

    private List<NearestTraining> Nearest(ImageFeatures[] sets)
    {
        Tensor features = TrainRows;
        Tensor pixels = ImageFeatures.Pixels(_train);
        var found = new List<NearestTraining>();
        for (int i = 0; i < 2; i++) // samples and test images; training images are their own nearest
        {
            (string name, ImageDataset images) = Sets[i];
            int count = Math.Min(MostNearest, images.Count);
            using var scope = NewDisposeScope();
            double[] inPixels = RowDistances.Nearest(
                ImageFeatures.Pixels(images.Take(count)), pixels, 1,
                _progress.Stage($"Looking for the nearest training images of {name}", Stages.Images(count))).Squared;
            double[] inFeatures = RowDistances.Nearest(sets[i].Rows.narrow(0, 0, count), features, 1).Squared;
            found.Add(new NearestTraining(
                name, count, SetMeasures.Median(inPixels.Select(squared => Math.Sqrt(squared / images.Shape.Values))),
                SetMeasures.Median(inFeatures.Select(Math.Sqrt))));
        }

        return found;
    }
}

/// <summary>A sample and the training images nearest to it, the nearest first.</summary>
/// <param name="Samples">Where it stands.</param>
/// <param name="Index">Its number there.</param>
/// <param name="ByPixels">By the root mean square difference of values.</param>
/// <param name="ByFeatures">By the Euclidean distance of the judge's features.</param>
internal sealed record SampleNeighbours(
    ImageDataset Samples, int Index, IReadOnlyList<NearImage> ByPixels, IReadOnlyList<NearImage> ByFeatures);
