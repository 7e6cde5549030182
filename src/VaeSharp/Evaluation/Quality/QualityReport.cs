namespace VaeSharp.Evaluation.Quality;

/// <summary>How good a model's samples are, and what its latents tell, each figure beside references of the same run.</summary>
/// <param name="Samples">Generated images; as many real ones where there are so many.</param>
/// <param name="Seed">Of latents and choices.</param>
/// <param name="Judge">The classifier; null for a small one that was trained for this.</param>
internal sealed record QualityReport(int Samples, ulong Seed, string? Judge)
{
    /// <summary>What the judge takes each set for; absent where the model does not generate by label.</summary>
    public IReadOnlyList<SetVerdict>? Verdicts { get; init; }

    /// <summary>How far each set is from training images, in each network's features.</summary>
    public required IReadOnlyList<SetDistances> Distances { get; init; }

    /// <summary>How near the nearest training images are.</summary>
    public required IReadOnlyList<NearestTraining> Nearest { get; init; }

    /// <summary>The structural similarity of grey test images and their reconstructions; absent for images below 11 pixels.</summary>
    public MeanWithError? Ssim { get; init; }

    /// <summary>Accuracies of classifiers of latents and of pixels; absent where the encoder is told the class, or there is none.</summary>
    public IReadOnlyList<ProbeAccuracy>? Probes { get; init; }

    /// <summary>What latents tell of images; absent where q(z|x) is no diagonal Gaussian.</summary>
    public MutualInformation? Information { get; init; }
}

/// <summary>What the judge takes a set for.</summary>
/// <param name="Set">Its name.</param>
/// <param name="Accuracy">The share that it takes for their label.</param>
/// <param name="ImbalanceNats">KL from the shares of its verdicts to those of the labels; 0 where each class is seen as often as
/// asked.</param>
/// <param name="Rarest">The smallest share of a class by the number of labels of that class.</param>
/// <param name="MostFrequent">The greatest.</param>
internal sealed record SetVerdict(string Set, MeanWithError Accuracy, double ImbalanceNats, double Rarest, double MostFrequent);

/// <summary>How far a set is from training images.</summary>
/// <param name="Features">The network in whose features.</param>
/// <param name="Set">Its name.</param>
/// <param name="Images">In the set, and at most as many training images.</param>
/// <param name="Frechet">See <see cref="FrechetDistance"/>; ± by bootstrap over the set.</param>
/// <param name="Kernel">See <see cref="KernelDistance"/>; ± over blocks.</param>
/// <param name="Precision">See <see cref="Neighbourhoods"/>; ± by bootstrap, as below.</param>
/// <param name="Recall">Of the training images.</param>
/// <param name="Density">Of the set.</param>
/// <param name="Coverage">Of the training images.</param>
internal sealed record SetDistances(
    string Features, string Set, int Images, MeanWithError Frechet, MeanWithError Kernel, MeanWithError Precision, MeanWithError Recall,
    MeanWithError Density, MeanWithError Coverage)
{
    /// <summary>The mean of the Fréchet distances of each class by itself; absent without labels. Source: Miyato &amp; Koyama 2018,
    /// section 5, where it is called intra FID.</summary>
    public double? FrechetWithinClasses { get; init; }
}

/// <summary>How near the nearest training images are to those of a set: a model that copies has distances near 0.</summary>
/// <param name="Set">Its name.</param>
/// <param name="Images">Looked at.</param>
/// <param name="MedianInPixels">Root mean square difference of values in [0, 1], the median over the set.</param>
/// <param name="MedianInFeatures">Euclidean distance in the judge's features, the median over the set.</param>
internal sealed record NearestTraining(string Set, int Images, double MedianInPixels, double MedianInFeatures);

/// <summary>Accuracies on test images of classifiers that learn from so many labels.</summary>
/// <param name="Labels">Training images with a label.</param>
/// <param name="LinearOfLatents">See <see cref="LinearProbe"/>; of posterior means.</param>
/// <param name="LinearOfPixels">The same of pixels.</param>
/// <param name="NeighboursOfLatents">See <see cref="NeighbourClassifier"/>; of posterior means.</param>
/// <param name="NeighboursOfPixels">The same of pixels.</param>
internal sealed record ProbeAccuracy(
    int Labels, double LinearOfLatents, double LinearOfPixels, double NeighboursOfLatents, double NeighboursOfPixels);
