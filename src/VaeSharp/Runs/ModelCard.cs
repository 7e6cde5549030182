using System.Globalization;
using System.Text;
using VaeSharp.Engine;
using VaeSharp.Models;
using VaeSharp.Storage;

namespace VaeSharp.Runs;

/// <summary>The beginning of a packed model's card: how it was made, from what, and its file.</summary>
internal static class ModelCard
{
    /// <summary>Begins a card.</summary>
    /// <param name="name">Of the model.</param>
    /// <param name="about">A sentence of the recipe on its purpose.</param>
    /// <param name="run">That it was made by.</param>
    /// <param name="madeBy">The command line as the card tells it; the recorded one where null.</param>
    /// <param name="weights">The file.</param>
    /// <param name="half">Whether its weights are in half precision.</param>
    public static StringBuilder Begin(
        string name, string about, RunDirectory run, string? madeBy, CheckpointFile weights, bool half)
    {
        RunInfo info = RunInfo.Read(run);
        return new StringBuilder()
            .AppendLine($"# {name}").AppendLine()
            .AppendLine(about).AppendLine()
            .AppendLine($"- Made by `{madeBy ?? ShellWords.Line(info.CommandLine)}` with seed {info.Seed} and "
                + $"{Threads.InWords(info.Threads)}, commit {info.Versions.Commit ?? "unknown"}, on {info.Versions.Processor}.")
            .AppendLine($"- Trained on {info.Data.Train.Images} images of {info.Data.Name}, SHA-256 of pixels and labels "
                + $"`{info.Data.Train.Sha256}`.")
            .AppendLine($"- Weights: `checkpoints/best/{ModelCheckpoint.ModelFile}`, {(half ? "half" : "single")} precision, "
                + $"{weights.Size.ToString("N0", CultureInfo.InvariantCulture)} bytes, SHA-256")
            .AppendLine($"  `{weights.Sha256}`.");
    }

    /// <summary>The file of a checkpoint's weights.</summary>
    public static CheckpointFile Weights(string checkpoint)
    {
        using CheckpointDirectory opened = CheckpointDirectory.Open(checkpoint);
        return opened.Files.Single(file => file.Name == ModelCheckpoint.ModelFile);
    }
}
