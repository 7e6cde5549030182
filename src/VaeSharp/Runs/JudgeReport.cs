using VaeSharp.Data;
using VaeSharp.Engine;
using VaeSharp.Evaluation;
using VaeSharp.Models.Judges;
using VaeSharp.Training;
using static TorchSharp.torch;

namespace VaeSharp.Runs;

/// <summary>What a judge's training came to.</summary>
/// <param name="Run">Its folder, as seen from the current directory.</param>
/// <param name="Images">Test images.</param>
/// <param name="Accuracy">The share of them that it classifies as their class.</param>
/// <param name="MirrorsToo">Whether probabilities of each image and its mirror image were averaged.</param>
internal sealed record JudgeReport(string Run, int Images, double Accuracy, bool MirrorsToo)
{
    /// <summary>Of the accuracy, as of a binomial share: √(p(1 − p)/N).</summary>
    public double StandardError => Math.Sqrt(Accuracy * (1 - Accuracy) / Images);

    /// <summary>Measures a run's best checkpoint.</summary>
    /// <param name="run">Its folder.</param>
    /// <param name="test">At least one image.</param>
    /// <param name="device">Such as cpu.</param>
    /// <param name="progress">Receives the share of the images that is done, 0 to 1.</param>
    public static JudgeReport Measure(RunDirectory run, ImageDataset test, string device, IProgress<double>? progress = null)
    {
        Device where = LibTorch.Device(device);
        JudgeCheckpoint checkpoint = JudgeCheckpoint.Load(run.Checkpoint(), where);
        using JudgeClassifier judge = JudgeClassifier.Of(run.Name, checkpoint, where);
        return new JudgeReport(run.Shown, test.Count, judge.Accuracy(test, progress), checkpoint.Recipe.Judge.MirrorsToo);
    }

    /// <summary>Cross-entropy, nats, and in place of a distortion the errors, percent, of a network in training.</summary>
    internal static EpochFigures Validation(JudgeCheckpoint checkpoint, ImageDataset images, Device device)
    {
        JudgeClassifier judge = JudgeClassifier.Of("", checkpoint, device);
        (double crossEntropy, double accuracy) = judge.Measure(images);
        return new EpochFigures(crossEntropy, 100 * (1 - accuracy), null);
    }
}
