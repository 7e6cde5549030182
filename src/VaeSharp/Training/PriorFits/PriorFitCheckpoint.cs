using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using VaeSharp.Models;
using VaeSharp.Models.Recipes;
using VaeSharp.Storage;
using static TorchSharp.torch;

namespace VaeSharp.Training.PriorFits;

/// <summary>A fit's state on disk: all that going on bit by bit needs.</summary>
/// <remarks><c>prior.safetensors</c> holds the weights in the fit, <c>training.safetensors</c> their moments and average,
/// <c>fit.json</c> settings and position.</remarks>
internal static class PriorFitCheckpoint
{
    private const string TensorFile = "training.safetensors";
    private const string StateFile = "fit.json";

    /// <summary>Replaces the one in <paramref name="directory"/>; a crash leaves the old one or the new.</summary>
    /// <param name="directory">Such as a run's <c>prior-fit/last</c>.</param>
    /// <param name="trainer">Between two steps.</param>
    /// <param name="choice">Of the prior.</param>
    /// <param name="modelDigest">Of the model whose encodings they are.</param>
    /// <param name="samples">Of q(z|x) for each image.</param>
    public static void Save(string directory, PriorTrainer trainer, PriorOptions choice, string modelDigest, int samples) =>
        CheckpointDirectory.Replace(directory, writer =>
        {
            new FittedPrior(choice, trainer.Prior, modelDigest).Write(writer);
            writer.WriteTensors(TensorFile, [.. State(trainer).Select(pair => StoredTensors.Source(pair.Key, pair.Value))]);
            writer.WriteText(StateFile, JsonSerializer.Serialize(
                new SavedFit(trainer.Settings, samples, trainer.Optimizer.Updates, trainer.Position), RecipeJson.Options));
        });

    /// <summary>What was being fitted, and how.</summary>
    /// <exception cref="StorageFormatException">Damaged, or of another model.</exception>
    public static (PriorOptions Choice, FitSettings Settings, int Samples) Read(string directory, string modelDigest)
    {
        using CheckpointDirectory checkpoint = CheckpointDirectory.Open(directory);
        FittedPrior.DemandModel(checkpoint, modelDigest);
        SavedFit saved = Saved(checkpoint);
        return (ChoiceProperties.Read<PriorOptions>(checkpoint, prior => prior.CanBeFitted), saved.Settings, saved.Samples);
    }

    /// <summary>Puts a new trainer where the saved one stood. Verifies everything before it changes anything.</summary>
    /// <param name="directory">What <see cref="Save"/> wrote.</param>
    /// <param name="trainer">Made from the same choice, settings and encodings.</param>
    /// <exception cref="StorageFormatException">Damaged, or of something else.</exception>
    public static void Restore(string directory, PriorTrainer trainer)
    {
        using CheckpointDirectory checkpoint = CheckpointDirectory.Open(directory);
        SavedFit saved = Saved(checkpoint);
        if (!saved.Position.IsPossible(trainer.StepsPerEpoch) || saved.Updates < 0 || saved.Updates > saved.Position.Step)
        {
            throw new StorageFormatException(
                Path.Combine(checkpoint.Location, StateFile),
                $"step {saved.Position.Step}, batch {saved.Position.Batch} of epoch {saved.Position.Epoch}",
                $"a position that {trainer.StepsPerEpoch} steps an epoch lead to");
        }

        using SafetensorsFile prior = checkpoint.OpenTensors(FittedPrior.TensorFile);
        using SafetensorsFile training = checkpoint.OpenTensors(TensorFile);
        Dictionary<string, Tensor> weights = trainer.Prior.state_dict();
        Dictionary<string, Tensor> state = State(trainer);
        StoredTensors.Match(prior, weights);
        StoredTensors.Match(training, state);
        StoredTensors.Copy(prior, weights);
        StoredTensors.Copy(training, state);
        trainer.Optimizer.Updates = saved.Updates;
        trainer.Position = saved.Position;
    }

    private static Dictionary<string, Tensor> State(PriorTrainer trainer)
    {
        var state = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        int i = 0;
        foreach ((string name, _) in trainer.Prior.named_parameters())
        {
            state["mean." + name] = trainer.Optimizer.Means[i];
            state["square." + name] = trainer.Optimizer.Squares[i];
            if (trainer.Ema is { } average)
            {
                state["average." + name] = average.Averages[i];
            }

            i++;
        }

        return state;
    }

    private static SavedFit Saved(CheckpointDirectory checkpoint)
    {
        string source = Path.Combine(checkpoint.Location, StateFile);
        try
        {
            SavedFit saved = JsonSerializer.Deserialize<SavedFit>(checkpoint.ReadText(StateFile), RecipeJson.Options)
                ?? throw new StorageFormatException(source, "null", "the state of a fit");
            Validator.ValidateObject(saved.Settings, new ValidationContext(saved.Settings), validateAllProperties: true);
            Validator.ValidateObject(saved.Settings.Training, new ValidationContext(saved.Settings.Training), validateAllProperties: true);
            Validator.ValidateObject(saved, new ValidationContext(saved), validateAllProperties: true);
            return saved;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or ValidationException)
        {
            throw new StorageFormatException(source, JsonFault.InWords(fault), "the state of a fit");
        }
    }

    private sealed record SavedFit(
        FitSettings Settings, [property: Range(1, 1000)] int Samples, long Updates, TrainingPosition Position);
}
