using TorchSharp;
using VaeSharp.Models.Recipes;
using VaeSharp.Storage;
using static TorchSharp.torch;

namespace VaeSharp.Models;

/// <summary>A prior that was fitted to the encodings of a trained model, as another way to draw from it.</summary>
/// <remarks>Source: Ghosh et al. 2020, "ex-post density estimation". See docs/theory.md#fitted-priors.</remarks>
/// <param name="Choice">One that can be fitted, such as a mixture, a flow or a transformer.</param>
/// <param name="Prior">Over the model's latents.</param>
/// <param name="ModelDigest">SHA-256 of the file of weights whose encodings it was fitted to.</param>
internal sealed record FittedPrior(PriorOptions Choice, Prior Prior, string ModelDigest)
{
    /// <summary>The file of its numbers, readable by any safetensors library.</summary>
    public const string TensorFile = "prior.safetensors";

    private const string ModelKey = "model";

    /// <summary>Replaces the one in <paramref name="directory"/>; a crash leaves the old one or the new.</summary>
    public void Save(string directory) => CheckpointDirectory.Replace(directory, Write);

    /// <summary>Writes all that <see cref="Load"/> reads.</summary>
    public void Write(CheckpointWriter writer)
    {
        foreach ((string key, string value) in ChoiceProperties.Of(Choice))
        {
            writer.Properties[key] = value;
        }

        writer.Properties[ModelKey] = ModelDigest;
        writer.WriteTensors(TensorFile, [.. Prior.state_dict().Select(pair => StoredTensors.Source(pair.Key, pair.Value))]);
    }

    /// <summary>Refuses a prior of another model.</summary>
    /// <exception cref="StorageFormatException">It was fitted to other weights.</exception>
    public static void DemandModel(CheckpointDirectory checkpoint, string modelDigest)
    {
        string digest = checkpoint.Properties.GetValueOrDefault(ModelKey, "missing");
        if (digest != modelDigest)
        {
            throw new StorageFormatException(
                checkpoint.Location, $"a prior fitted to the model of SHA-256 {digest}",
                $"{modelDigest}: the run's weights have changed since, so fit it again");
        }
    }

    /// <summary>Loads what <see cref="Save"/> wrote; everything is verified before anything is used.</summary>
    /// <param name="directory">Such as a run's <c>fitted-prior</c>.</param>
    /// <param name="inputs">What the prior needs to know of the model.</param>
    /// <param name="modelDigest">Of the weights that it shall be used with.</param>
    /// <param name="device">Where it goes; the CPU unless named.</param>
    /// <exception cref="StorageFormatException">Damaged, of another shape, or fitted to other weights.</exception>
    public static FittedPrior Load(string directory, PriorInputs inputs, string modelDigest, Device? device = null)
    {
        using CheckpointDirectory checkpoint = CheckpointDirectory.Open(directory);
        DemandModel(checkpoint, modelDigest);
        PriorOptions choice = ChoiceProperties.Read<PriorOptions>(checkpoint, prior => prior.CanBeFitted);
        using SafetensorsFile file = checkpoint.OpenTensors(TensorFile);
        Prior prior = StoredTensors.Within(file, () => ModelFactory.CreatePrior(choice, inputs, seed: 0));
        Dictionary<string, Tensor> tensors = prior.state_dict();
        StoredTensors.Match(file, tensors);
        if (tensors.Keys.FirstOrDefault(name => !file.IsFinite(name)) is { } broken)
        {
            throw new StorageFormatException(file.Name, $"tensor '{broken}' with numbers that are not finite", "finite numbers");
        }

        StoredTensors.Copy(file, tensors);
        prior.to(device ?? CPU);
        prior.eval();
        return new FittedPrior(choice, prior, modelDigest);
    }
}
