using VaeSharp.Data;
using VaeSharp.Evaluation;
using static TorchSharp.torch;

namespace VaeSharp.Runs;

/// <summary>How well the samples of a conditional model show the labels that they were generated for.</summary>
internal static class SampleJudging
{
    /// <summary>How many images are generated: at 97 % a standard error of half a percent.</summary>
    public const int Samples = 1000;

    private const ulong JudgeSeed = 0;

    /// <summary>The classifier of a data set, the same for all that ask.</summary>
    public static JudgeClassifier Classifier(ImageDataset train, Device device, IProgress<double>? progress = null) =>
        JudgeClassifier.Train(train, JudgeSeed, device: device, progress: progress);

    /// <summary>Trains the classifier, generates images of all classes and counts those that it classifies as the given label.</summary>
    /// <param name="run">The model.</param>
    /// <param name="splits">Its images: the classifier learns from those of training and is measured on those of the test.</param>
    /// <param name="seed">Of the latents.</param>
    /// <param name="progress">Hears of the stages.</param>
    /// <returns>Null where the model does not generate by label, or there is nothing to tell apart.</returns>
    public static JudgedSamples? Of(TrainedModel run, DatasetSplits splits, ulong seed = 0, IProgress<StageProgress>? progress = null)
    {
        if (!run.Model.Shape.SamplesByLabel || run.Model.Shape.Classes < 2 || splits.Train.Count == 0 || splits.Test.Count == 0)
        {
            return null;
        }

        using JudgeClassifier judge = Classifier(
            splits.Train, run.Device, progress.Stage("Training the classifier", Stages.Images(splits.Train.Count)));
        int asked = new ModelSamples { Seed = seed }
            .Batches(run, Samples, firstStream: 1, progress.Stage("Classifying samples", Stages.Images(Samples)), batch =>
                (int)judge.Classify(batch.Images).eq(tensor(batch.Labels!, device: run.Device)).sum().item<long>())
            .Sum();
        return new JudgedSamples(Samples, (double)asked / Samples, judge.Accuracy(splits.Test), seed);
    }
}
