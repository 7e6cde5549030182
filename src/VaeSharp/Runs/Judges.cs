using VaeSharp.Data;
using VaeSharp.Engine;
using VaeSharp.Evaluation;
using VaeSharp.Models.Judges;
using static TorchSharp.torch;

namespace VaeSharp.Runs;

/// <summary>The classifiers that samples and reconstructions are measured by: those that come along, and those of runs.</summary>
internal static class Judges
{
    private const ulong SmallSeed = 0;

    /// <summary>The folder beside the program in which models lie that come along; a program without it has none.</summary>
    private static string Shipped => Path.Combine(AppContext.BaseDirectory, "models");

    /// <summary>The classifier of a data set, the same for all that ask: the judge that comes along for it, else a small one that learns
    /// from the training images now.</summary>
    /// <param name="train">The training images.</param>
    /// <param name="device">What it computes on.</param>
    /// <param name="judge">A judge of the user's in their place; null for none.</param>
    /// <param name="progress">Receives the share of the small one's training that is done, 0 to 1.</param>
    /// <exception cref="RunException">The user's judge is one of other images.</exception>
    public static JudgeClassifier For(
        ImageDataset train, Device device, RunDirectory? judge = null, IProgress<double>? progress = null)
    {
        using NativeWork work = NativeWork.Begin();
        if (judge is not null)
        {
            JudgeCheckpoint checkpoint = JudgeCheckpoint.Load(judge.Checkpoint(), device);
            return Fits(checkpoint, train) ? JudgeClassifier.Of(judge.Name, checkpoint, device) : throw Refusal(judge, checkpoint, train);
        }

        return Known(train, device) ?? JudgeClassifier.Train(train, SmallSeed, device: device, progress: progress);
    }

    private static JudgeClassifier? Known(ImageDataset train, Device device)
    {
        RunDirectory? found = !Directory.Exists(Shipped) ? null : Directory.EnumerateDirectories(Shipped)
            .Where(JudgeRun.IsOne).Order(StringComparer.Ordinal).Select(RunDirectory.At)
            .FirstOrDefault(folder => JudgeCatalog.Open(JudgeRun.RecipeOf(folder)).Data.Name == train.Name);
        if (found is null)
        {
            return null;
        }

        JudgeCheckpoint checkpoint = JudgeCheckpoint.Load(found.Checkpoint(), device);
        if (Fits(checkpoint, train))
        {
            return JudgeClassifier.Of(found.Name, checkpoint, device);
        }

        checkpoint.Network.Dispose();
        return null;
    }

    private static bool Fits(JudgeCheckpoint judge, ImageDataset images) =>
        judge.Images == images.Shape && judge.ClassNames.SequenceEqual(images.ClassNames);

    private static RunException Refusal(RunDirectory folder, JudgeCheckpoint judge, ImageDataset images)
    {
        judge.Network.Dispose();
        return new RunException(
            RunFault.OtherImages,
            $"The judge {folder.Name} classifies images of {judge.Images} as {string.Join(", ", judge.ClassNames)}; those of {images.Name} "
            + $"are of {images.Shape}, and their classes are {string.Join(", ", images.ClassNames)}.")
        {
            Subject = folder.Name,
        };
    }
}
