using System.Text.Json;
using System.Text.Json.Serialization;
using VaeSharp.Models;
using VaeSharp.Storage;
using static TorchSharp.torch;

namespace VaeSharp.Training;

/// <summary>A run's state on disk: the model, and beside it all that going on bit by bit needs.</summary>
/// <remarks>
/// <c>model.safetensors</c> holds the weights to use: their average where the recipe keeps one.
/// <c>training.safetensors</c> holds the moments, then also the weights themselves, and weights and moments of what the
/// objective trains beside the model.
/// </remarks>
internal static class TrainingCheckpoint
{
    private const string TensorFile = "training.safetensors";
    private const string PositionFile = "position.json";

    private static readonly JsonSerializerOptions Options =
        new()
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            WriteIndented = true,
            RespectNullableAnnotations = true,
            RespectRequiredConstructorParameters = true,
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
            AllowDuplicateProperties = false,
        };

    /// <summary>Replaces the checkpoint in <paramref name="directory"/>; a crash leaves the old one or the new.</summary>
    /// <param name="directory">Such as a run's <c>checkpoints/last</c>.</param>
    /// <param name="trainer">Between two steps.</param>
    /// <param name="checkpoint">The model that is trained, with its recipe.</param>
    public static void Save(string directory, Trainer trainer, ModelCheckpoint checkpoint) =>
        Save(directory, TrainingState.Of(trainer), checkpoint.Write);

    /// <inheritdoc cref="Save(string, Trainer, ModelCheckpoint)"/>
    /// <param name="directory">Such as a run's <c>checkpoints/last</c>.</param>
    /// <param name="state">Between two steps.</param>
    /// <param name="write">Writes the model that is trained, with its recipe.</param>
    internal static void Save(string directory, TrainingState state, Action<CheckpointWriter> write) =>
        CheckpointDirectory.Replace(directory, writer =>
        {
            writer.WriteText(PositionFile, JsonSerializer.Serialize(
                new SavedPosition(state.Seed, state.Optimizer.Updates, state.Position, state.Adversary?.Weights.Optimizer.Updates),
                Options));
            writer.WriteTensors(
                TensorFile, [.. state.Tensors().Select(pair => StoredTensors.Source(pair.Key, pair.Value))]);
            state.WithAverage(() => write(writer));
        });

    /// <summary>Replaces a checkpoint of the model alone, for use and not for going on.</summary>
    /// <inheritdoc cref="Save(string, TrainingState, Action{CheckpointWriter})" path="/param"/>
    internal static void SaveModel(string directory, TrainingState state, Action<CheckpointWriter> write) =>
        CheckpointDirectory.Replace(directory, writer => state.WithAverage(() => write(writer)));

    /// <summary>Puts a new trainer where the saved one stood. Verifies everything before it changes anything.</summary>
    /// <param name="directory">What <see cref="Save(string, Trainer, ModelCheckpoint)"/> wrote.</param>
    /// <param name="trainer">Made from the same recipe, seed and data.</param>
    /// <exception cref="StorageFormatException">Damaged, or of another recipe or seed.</exception>
    public static void Restore(string directory, Trainer trainer) =>
        trainer.Position = Restore(directory, TrainingState.Of(trainer), trainer.StepsPerEpoch);

    /// <inheritdoc cref="Restore(string, Trainer)"/>
    /// <param name="directory">What <see cref="Save(string, TrainingState, Action{CheckpointWriter})"/> wrote.</param>
    /// <param name="state">Of a training from the same recipe, seed and data, at its beginning; its tensors are changed.</param>
    /// <param name="stepsPerEpoch">As its data and batches give it.</param>
    /// <returns>Where it stood.</returns>
    internal static TrainingPosition Restore(string directory, TrainingState state, int stepsPerEpoch)
    {
        using CheckpointDirectory checkpoint = CheckpointDirectory.Open(directory);
        string source = Path.Combine(checkpoint.Location, PositionFile);
        SavedPosition saved = ReadPosition(checkpoint, source);
        if (saved.Seed != state.Seed)
        {
            throw new StorageFormatException(source, $"seed {saved.Seed}", $"seed {state.Seed}");
        }

        saved.Demand(source, stepsPerEpoch);
        using SafetensorsFile model = checkpoint.OpenTensors(ModelCheckpoint.ModelFile);
        using SafetensorsFile training = checkpoint.OpenTensors(TensorFile);
        Dictionary<string, Tensor> weights = state.Model.state_dict();
        Dictionary<string, Tensor> tensors = state.Tensors();
        StoredTensors.Match(model, weights);
        StoredTensors.Match(training, tensors);
        StoredTensors.Copy(model, weights);
        state.Ema?.TakeWeights();
        StoredTensors.Copy(training, tensors);
        state.Optimizer.Updates = saved.Updates;
        if (state.Adversary is { } adversary)
        {
            adversary.Weights.Optimizer.Updates = saved.CompanionUpdates ?? 0;
        }

        return saved.Position;
    }

    /// <summary>Where a saved run stands.</summary>
    public static TrainingPosition PositionOf(string directory)
    {
        using CheckpointDirectory checkpoint = CheckpointDirectory.Open(directory);
        return ReadPosition(checkpoint, Path.Combine(checkpoint.Location, PositionFile)).Position;
    }

    /// <summary>A text of a <c>position.json</c> as <see cref="Restore(string, Trainer)"/> reads it.</summary>
    /// <exception cref="StorageFormatException">It is none, or no run with so many steps could have come there.</exception>
    internal static TrainingPosition ParsePosition(string json, string source, int stepsPerEpoch)
    {
        SavedPosition saved = Parse(json, source);
        saved.Demand(source, stepsPerEpoch);
        return saved.Position;
    }

    private static SavedPosition ReadPosition(CheckpointDirectory checkpoint, string source) =>
        Parse(checkpoint.ReadText(PositionFile), source);

    private static SavedPosition Parse(string json, string source)
    {
        try
        {
            return JsonSerializer.Deserialize<SavedPosition>(json, Options)
                ?? throw new StorageFormatException(source, "null", "the position of a run");
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            throw new StorageFormatException(source, JsonFault.InWords(fault), "the position of a run");
        }
    }

    private sealed record SavedPosition(
        ulong Seed, long Updates, TrainingPosition Position,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? CompanionUpdates = null)
    {
        internal void Demand(string source, int stepsPerEpoch)
        {
            if (!Position.IsPossible(stepsPerEpoch) || Updates < 0 || Updates > Position.Step || CompanionUpdates < 0)
            {
                throw new StorageFormatException(
                    source, $"step {Position.Step}, batch {Position.Batch} of epoch {Position.Epoch}",
                    $"a position that {stepsPerEpoch} steps an epoch lead to");
            }
        }
    }
}
