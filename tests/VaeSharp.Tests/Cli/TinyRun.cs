using VaeSharp.Data;
using VaeSharp.Engine;
using VaeSharp.Models;
using VaeSharp.Models.Likelihoods;
using VaeSharp.Models.Networks;
using VaeSharp.Models.Posteriors;
using VaeSharp.Models.Priors;
using VaeSharp.Models.Recipes;
using VaeSharp.Runs;
using VaeSharp.Storage;
using VaeSharp.Tests.Data;
using VaeSharp.Training.Objectives;
using static TorchSharp.torch;

namespace VaeSharp.Tests.Cli;

/// <summary>A run's folder with an untrained model of small synthetic images, beside the images.</summary>
internal sealed class TinyRun : IDisposable
{
    private static readonly ImageShape Shape = new(1, 8, 8);
    private const int TrainImages = 60;
    private const int TestImages = 40;
    private const int Classes = 3;

    private readonly Tests.Data.TemporaryDirectory _directory = new();

    public TinyRun(
        LabelUse labels = LabelUse.Both, int latents = 3, LikelihoodOptions? likelihood = null,
        Func<Recipe, Recipe>? change = null)
    {
        WriteSplit(IdxFormat.TrainImages, IdxFormat.TrainLabels, TrainImages, salt: 0);
        WriteSplit(IdxFormat.TestImages, IdxFormat.TestLabels, TestImages, salt: 5);
        Recipe = new Recipe(
            "tiny", "", "", new DataOptions("idx:" + _directory["images"], Binarization.None, 10), new MlpOptions([16]),
            labels, new DiagonalGaussianOptions(latents), new StandardNormalOptions(),
            likelihood ?? new DiscretizedLogisticOptions(), new ElboOptions(), new TrainingOptions(1, 10, 1e-3));
        Recipe = change?.Invoke(Recipe) ?? Recipe;
        Directory.CreateDirectory(_directory["run", "checkpoints"]);
        RecipeFile.Write(_directory["run", "recipe.json"], Recipe);
        using VariationalAutoencoder model = ModelFactory.Create(Recipe, Shape, Classes, seed: 3);
        FindCodes(model);
        var checkpoint = new ModelCheckpoint(Recipe, model, ["ant", "bee", "cow"]);
        CheckpointDirectory.Replace(Best, checkpoint.Write);
        new RunInfo(
            "tiny", ["vae", "train", "tiny", "--run", Location], Seed: 3, Limit: null, Threads: 1, "cpu", DateTimeOffset.UnixEpoch,
            RunVersions.Here(), RunData.Of(Images())).Write(RunDirectory.Find(Location, ""));
    }

    public Recipe Recipe { get; }

    public string Location => _directory["run"];

    public string Best => _directory["run", "checkpoints", "best"];

    public string this[params string[] parts] => _directory[parts];

    /// <summary>Calls a verb on this run, with one thread as the tests around it.</summary>
    public Call Vae(string verb, params string[] more) => Call.Of([verb, Location, "--threads", "1", .. more]);

    public DatasetSplits Images() => DatasetCatalog.Open(new DatasetRequest(Recipe.Data.Name, ValidationCount: 10));

    public void Dispose() => _directory.Dispose();

    // Codes, where there are some, come from a first batch; nothing else of the model changes.
    private void FindCodes(VariationalAutoencoder model)
    {
        if (Recipe.Posterior is VectorQuantizedOptions)
        {
            using var scope = NewDisposeScope();
            using var random = new RandomStream(1, RandomUse.Training);
            Tensor labels = arange(30, ScalarType.Int64) % Classes;
            model.Elbo(random.Uniform(30, Shape.Channels, Shape.Height, Shape.Width), labels, random);
        }
    }

    private void WriteSplit(string images, string labels, int count, ulong salt)
    {
        var random = new CounterRandom(salt, 99);
        byte[] pixels = [.. Enumerable.Range(0, count * Shape.Values).Select(i => (byte)random.UInt32At((ulong)i))];
        _directory.Write(
            Path.Combine("images", images), SyntheticFiles.IdxImages(count, Shape.Height, Shape.Width, pixels: pixels));
        byte[] classes = [.. Enumerable.Range(0, count).Select(i => (byte)(i % Classes))];
        _directory.Write(Path.Combine("images", labels), SyntheticFiles.IdxLabels(classes));
    }
}
