using TorchSharp;
using VaeSharp.Data;
using VaeSharp.Engine;
using VaeSharp.Models.Recipes;
using VaeSharp.Storage;
using static TorchSharp.torch;

namespace VaeSharp.Models;

/// <summary>A trained model with all that its use needs: recipe, shapes, names of the classes.</summary>
/// <param name="Recipe">What it was made from.</param>
/// <param name="Model">In evaluation mode.</param>
/// <param name="ClassNames">What the labels mean.</param>
public sealed record ModelCheckpoint(Recipe Recipe, VariationalAutoencoder Model, IReadOnlyList<string> ClassNames)
{
    /// <summary>The file of the weights, readable by any safetensors library.</summary>
    public const string ModelFile = "model.safetensors";

    /// <summary>SHA-256 of the file of the weights; null for a model that was not loaded.</summary>
    public string? Digest { get; init; }

    /// <summary>The file that the recipe is read from and written to, as JSON.</summary>
    public const string RecipeFileName = "recipe.json";

    /// <summary>Replaces the checkpoint in <paramref name="directory"/>; a crash leaves the old one or the new.</summary>
    /// <param name="directory">Beside it, <c>.partial-*</c> and <c>.old</c> come and go.</param>
    /// <exception cref="IOException">The disk refused, or something there is not a checkpoint.</exception>
    /// <exception cref="StorageFormatException">A newer version of VaeSharp wrote what is there.</exception>
    public void Save(string directory) => CheckpointDirectory.Replace(directory, Write);

    /// <summary>Writes into a checkpoint that is being made, bit by bit as the model is.</summary>
    internal void Write(CheckpointWriter writer) => Write(writer, half: false);

    /// <summary>Writes into a checkpoint that is being made.</summary>
    /// <param name="writer">Of the checkpoint.</param>
    /// <param name="half">Whether weights are rounded to half precision; what else a model remembers is not.</param>
    internal void Write(CheckpointWriter writer, bool half)
    {
        HashSet<string> weights = [.. Model.named_parameters().Select(pair => pair.name)];
        CheckpointFacts.Write(writer, Model.Shape.Images, ClassNames);
        writer.WriteText(RecipeFileName, RecipeFile.ToJson(Recipe));
        writer.WriteTensors(
            ModelFile,
            [
                .. Model.state_dict().Select(
                    pair => StoredTensors.Source(pair.Key, pair.Value, half && weights.Contains(pair.Key))),
            ]);
    }

    /// <summary>Whether all weights are within the range of half precision, which ends at 65,504.</summary>
    public bool FitsHalfPrecision() => StoredTensors.FitHalfPrecision(Model.parameters());

    /// <summary>Loads a checkpoint; everything is verified before anything is used.</summary>
    /// <param name="directory">Such as a run's <c>checkpoints/best</c>.</param>
    /// <param name="device">Where the weights go; the CPU unless named.</param>
    /// <exception cref="StorageFormatException">A file is damaged or does not fit the recipe.</exception>
    /// <exception cref="RecipeException">The recipe in it cannot be made.</exception>
    public static ModelCheckpoint Load(string directory, Device? device = null)
    {
        using CheckpointDirectory checkpoint = CheckpointDirectory.Open(directory);
        return Load(checkpoint, device);
    }

    /// <summary>Takes the weights of a checkpoint that fit a model of any recipe, as a beginning for its training.</summary>
    /// <param name="directory">Such as a run's <c>checkpoints/best</c>.</param>
    /// <param name="model">Changed in place.</param>
    /// <returns>Names of the model's tensors that stay as they were: the checkpoint has none of that name, type and shape.</returns>
    /// <exception cref="StorageFormatException">A file is damaged.</exception>
    public static IReadOnlyList<string> TakeWeights(string directory, VariationalAutoencoder model)
    {
        using CheckpointDirectory checkpoint = CheckpointDirectory.Open(directory);
        using SafetensorsFile file = checkpoint.OpenTensors(ModelFile);
        return StoredTensors.CopyFitting(file, model.state_dict());
    }

    /// <summary>What a checkpoint's model is, without its weights.</summary>
    /// <param name="directory">Such as a run's <c>checkpoints/best</c>.</param>
    /// <exception cref="StorageFormatException">A file is damaged.</exception>
    /// <exception cref="RecipeException">The recipe in it cannot be made.</exception>
    internal static (Recipe Recipe, ImageShape Images) Describe(string directory)
    {
        using CheckpointDirectory checkpoint = CheckpointDirectory.Open(directory);
        return Describe(checkpoint);
    }

    private static (Recipe Recipe, ImageShape Images) Describe(CheckpointDirectory checkpoint)
    {
        Recipe recipe = RecipeFile.Parse(
            checkpoint.ReadText(RecipeFileName), Path.Combine(checkpoint.Location, RecipeFileName));
        return (recipe, CheckpointFacts.Shape(checkpoint));
    }

    /// <inheritdoc cref="Load(string, Device)"/>
    internal static ModelCheckpoint Load(CheckpointDirectory checkpoint, Device? device = null)
    {
        (Recipe recipe, ImageShape images) = Describe(checkpoint);
        IReadOnlyList<string> classes = CheckpointFacts.ClassNames(checkpoint);
        using SafetensorsFile file = checkpoint.OpenTensors(ModelFile);
        using NativeWork work = NativeWork.Begin();
        int known = Math.Max(1, classes.Count);
        MemoryEstimate.OfUse(recipe, images, known, count: 1).Demand($"{checkpoint.Location}: an image", MachineMemory.Total);
        VariationalAutoencoder model = StoredTensors.Within(file, () => ModelFactory.Make(recipe, images, known, seed: 0));
        StoredTensors.Load(file, model.state_dict());
        model.to(device ?? CPU);
        model.eval();
        return new ModelCheckpoint(recipe, model, classes)
        {
            Digest = checkpoint.Files.Single(f => f.Name == ModelFile).Sha256,
        };
    }
}
