using TorchSharp;
using VaeSharp.Data;
using VaeSharp.Engine;
using VaeSharp.Storage;
using static TorchSharp.torch;

namespace VaeSharp.Models.Judges;

/// <summary>A trained judge with all that its use needs.</summary>
/// <param name="Recipe">What it was made from.</param>
/// <param name="Network">In evaluation mode where it was loaded.</param>
/// <param name="Images">Shape of one image.</param>
/// <param name="ClassNames">What its classes mean.</param>
internal sealed record JudgeCheckpoint(JudgeRecipe Recipe, JudgeNetwork Network, ImageShape Images, IReadOnlyList<string> ClassNames)
{
    /// <summary>The file of the recipe; no VAE's folder has it.</summary>
    public const string RecipeFileName = "judge.json";

    /// <summary>Writes into a checkpoint that is being made, bit by bit as the network is.</summary>
    public void Write(CheckpointWriter writer) => Write(writer, half: false);

    /// <summary>Writes into a checkpoint that is being made.</summary>
    /// <param name="writer">Of the checkpoint.</param>
    /// <param name="half">Whether weights are rounded to half precision; running statistics are not.</param>
    public void Write(CheckpointWriter writer, bool half)
    {
        HashSet<string> weights = [.. Network.named_parameters().Select(pair => pair.name)];
        CheckpointFacts.Write(writer, Images, ClassNames);
        writer.WriteText(RecipeFileName, JudgeCatalog.ToJson(Recipe));
        writer.WriteTensors(
            ModelCheckpoint.ModelFile,
            [
                .. Network.state_dict().Select(
                    pair => StoredTensors.Source(pair.Key, pair.Value, half && weights.Contains(pair.Key))),
            ]);
    }

    /// <summary>Loads a checkpoint; everything is verified before anything is used.</summary>
    /// <param name="directory">Such as a run's <c>checkpoints/best</c>.</param>
    /// <param name="device">Where the weights go; the CPU unless named.</param>
    /// <exception cref="StorageFormatException">A file is damaged or does not fit the recipe.</exception>
    public static JudgeCheckpoint Load(string directory, Device? device = null)
    {
        using CheckpointDirectory checkpoint = CheckpointDirectory.Open(directory);
        JudgeRecipe recipe = JudgeCatalog.Parse(
            checkpoint.ReadText(RecipeFileName), Path.Combine(checkpoint.Location, RecipeFileName));
        (ImageShape images, IReadOnlyList<string> classes) = (CheckpointFacts.Shape(checkpoint), CheckpointFacts.ClassNames(checkpoint));
        using SafetensorsFile file = checkpoint.OpenTensors(ModelCheckpoint.ModelFile);
        using NativeWork work = NativeWork.Begin();
        JudgeNetwork network = StoredTensors.Within(
            file, () => JudgeNetwork.Create(recipe.Judge, images, Math.Max(1, classes.Count), seed: 0));
        StoredTensors.Load(file, network.state_dict());
        network.to(device ?? CPU);
        network.eval();
        return new JudgeCheckpoint(recipe, network, images, classes);
    }
}
