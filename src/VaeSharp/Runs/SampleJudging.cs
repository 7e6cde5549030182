using VaeSharp.Data;
using VaeSharp.Evaluation;
using static TorchSharp.torch;

namespace VaeSharp.Runs;

/// <summary>How well the samples of a conditional model show the labels that they were generated for.</summary>
internal static class SampleJudging
{
    /// <summary>How many images are generated: at 97 % a standard error of half a percent.</summary>
    public const int Samples = 1000;

    /// <summary>Generates images of all classes and counts those that a classifier assigns to the given label.</summary>
    /// <param name="run">The model.</param>
    /// <param name="splits">Its images: a classifier that does not come along learns from those of training; each is measured on those of
    /// the test.</param>
    /// <param name="seed">Of the latents.</param>
    /// <param name="progress">Hears of the stages.</param>
    /// <param name="own">A judge of the user's; null for that of the data set.</param>
    /// <returns>Null where the model does not generate by label, or there is nothing to tell apart.</returns>
    public static JudgedSamples? Of(
        TrainedModel run, DatasetSplits splits, ulong seed = 0, IProgress<StageProgress>? progress = null, RunDirectory? own = null)
    {
        if (!run.Model.Shape.SamplesByLabel || run.Model.Shape.Classes < 2 || splits.Train.Count == 0 || splits.Test.Count == 0)
        {
            return null;
        }

        using JudgeClassifier judge = Judges.For(
            splits.Train, run.Device, own, progress.Stage("Training the classifier", Stages.Images(splits.Train.Count)));
        int asked = new ModelSamples { Seed = seed }
            .Batches(run, Samples, firstStream: 1, progress.Stage("Classifying samples", Stages.Images(Samples)), batch =>
                (int)judge.Classify(batch.Images).eq(tensor(batch.Labels!, device: run.Device)).sum().item<long>())
            .Sum();
        double accuracy = judge.Accuracy(splits.Test, progress.Stage("Classifying test images", Stages.Images(splits.Test.Count)));
        return new JudgedSamples(Samples, (double)asked / Samples, accuracy, seed) { Judge = judge.Name };
    }
}
