using System.Security.Cryptography;
using VaeSharp.Data;
using VaeSharp.Engine;
using VaeSharp.Models;
using VaeSharp.Models.Networks;
using VaeSharp.Models.Recipes;
using VaeSharp.Storage;
using VaeSharp.Training;
using Xunit;
using static TorchSharp.torch;

namespace VaeSharp.Tests.Training;

[Collection(AloneCollection.Name)]
public sealed class TrainingCheckpointTests : IDisposable
{
    private const string Elbo = """{"kind":"elbo"}""";
    private const string Factor = """{"kind":"factor-vae","gamma":5,"width":8,"layers":2,"learningRate":0.01}""";

    private readonly string _root = Directory.CreateTempSubdirectory("vae-checkpoint-").FullName;
    private readonly ImageDataset _images;

    public TrainingCheckpointTests()
    {
        var random = new CounterRandom(1, 1);
        byte[] pixels = [.. Enumerable.Range(0, 60 * 64).Select(i => (byte)random.UInt32At((ulong)i))];
        _images = new ImageDataset("noise", new ImageShape(1, 8, 8), pixels, new byte[60], ["only"]);
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData("resnet18", "0", 3, Elbo)]
    [InlineData("conv", "0.99", 7, Elbo)]
    [InlineData("mlp", "0", 6, Elbo)]
    [InlineData("mlp", "0.99", 5, Elbo)]
    [InlineData("mlp", "0.99", 4, Factor)]
    [InlineData("mlp", "0", 6, Factor)]
    [InlineData("mlp", "0", 5, """{"kind":"elbo","cycles":2}""")]
    [InlineData("mlp", "0", 5, """{"kind":"wae-mmd","lambda":10}""")]
    [InlineData("mlp", "0", 5, """{"kind":"rae-gp","latent":0.1,"penalty":0.1}""")]
    public void A_saved_and_restored_run_ends_with_the_same_bits(
        string network, string average, int stopAfter, string objective)
    {
        Recipe recipe = Small(network, average, "objective=" + objective);
        byte[] whole = Finish(recipe, null, int.MaxValue);
        string saved = Path.Combine(_root, "last");

        Finish(recipe, null, stopAfter, saved);
        byte[] resumed = Finish(recipe, saved, int.MaxValue);

        Assert.Equal(whole, resumed);
    }

    [Theory]
    [InlineData("mlp")]
    [InlineData("conv")]
    public void A_training_in_bfloat16_has_other_bits_and_resumes_with_the_same(string network)
    {
        Recipe exact = Small(network, "0", "objective=" + Elbo);
        Recipe rounded = exact with { Training = exact.Training with { Precision = NumberPrecision.Bfloat16 } };
        byte[] whole = Finish(rounded, null, int.MaxValue);
        string saved = Path.Combine(_root, "last");

        Finish(rounded, null, 5, saved);

        Assert.Equal(whole, Finish(rounded, saved, int.MaxValue));
        if (ProductPrecision.HasUnit)
        {
            Assert.NotEqual(whole, Finish(exact, null, int.MaxValue));
        }
    }

    [Theory]
    [InlineData("\"epoch\": 1", "\"epoch\": -1")]
    [InlineData("\"epoch\": 1", "\"epoch\": 5")]
    [InlineData("\"batch\": 1", "\"batch\": 1000000")]
    [InlineData("\"step\": 4", "\"step\": 3")]
    [InlineData("\"step\": 4,", "")]
    [InlineData("\"step\": 4", "\"step\": 4, \"stride\": 1")]
    [InlineData("\"step\": 4", "\"step\": 4, \"step\": 4")]
    [InlineData("\"skipped\": 0", "\"skipped\": 9")]
    [InlineData("\"sums\": {", "\"sums\": null, \"other\": {")]
    [InlineData("\"updates\": 4", "\"updates\": -4")]
    public void A_position_that_no_run_could_have_is_refused_though_its_digest_is_right(string sound, string hostile)
    {
        string saved = Path.Combine(_root, "last");
        Recipe recipe = Small("mlp", "0", "objective=" + Elbo);
        Finish(recipe, null, 4, saved);
        using (CheckpointDirectory old = CheckpointDirectory.Open(saved))
        {
            Dictionary<string, byte[]> files = old.Files.ToDictionary(file => file.Name, file => old.ReadBytes(file.Name));
            string position = old.ReadText("position.json");
            Assert.Contains(sound, position, StringComparison.Ordinal);
            files["position.json"] = System.Text.Encoding.UTF8.GetBytes(position.Replace(sound, hostile, StringComparison.Ordinal));
            CheckpointDirectory.Replace(saved, writer =>
            {
                foreach ((string name, byte[] bytes) in files)
                {
                    writer.Write(name, stream => stream.Write(bytes));
                }
            });
        }

        Assert.Contains("position", Assert.Throws<StorageFormatException>(() => Finish(recipe, saved, int.MaxValue)).Message);
    }

    [Fact]
    public void A_network_beside_the_model_is_saved_with_its_moments_and_updates()
    {
        string saved = Path.Combine(_root, "last");
        Recipe recipe = Small("mlp", "0", "objective=" + Factor);
        Finish(recipe, null, 4, saved);
        using VariationalAutoencoder model = ModelFactory.Create(recipe, _images.Shape, 1, 0);
        using var images = new ImageTensors(_images);
        using var trainer = new Trainer(model, recipe, images, 0);
        byte[] fresh = Digest(trainer.Adversary!.State);

        TrainingCheckpoint.Restore(saved, trainer);

        Assert.Equal(4, trainer.Adversary.Weights.Optimizer.Updates);
        Assert.NotEqual(fresh, Digest(trainer.Adversary.State));
        Assert.All(
            trainer.Adversary.State.Where(p => p.Key.StartsWith("square.", StringComparison.Ordinal)),
            p => Assert.True(p.Value.max().item<float>() > 0, p.Key));
    }

    [Fact]
    public void A_model_is_loaded_with_its_recipe_classes_and_weights()
    {
        string saved = Path.Combine(_root, "last");
        byte[] weights = Finish(Small("mlp", "0.99"), null, 4, saved);

        ModelCheckpoint loaded = ModelCheckpoint.Load(saved);

        Assert.Equal(["only"], loaded.ClassNames);
        Assert.Equal(_images.Shape, loaded.Model.Shape.Images);
        Assert.Equal(8, Assert.IsType<MlpOptions>(loaded.Recipe.Networks).Hidden[0]);
        Assert.Equal(weights, Digest(loaded.Model));
    }

    [Fact]
    public void A_checkpoint_of_another_recipe_is_refused_and_changes_nothing()
    {
        string saved = Path.Combine(_root, "last");
        Finish(Small("mlp", "0"), null, 4, saved);
        Recipe other = Small("mlp", "0", "networks.hidden=[9]");
        using VariationalAutoencoder model = ModelFactory.Create(other, _images.Shape, 1, 0);
        using var images = new ImageTensors(_images);
        using var trainer = new Trainer(model, other, images, 0);
        byte[] before = Digest(model);

        var fault = Assert.Throws<StorageFormatException>(() => TrainingCheckpoint.Restore(saved, trainer));

        Assert.Contains("[9", fault.Message, StringComparison.Ordinal);
        Assert.Equal(before, Digest(model));
    }

    [Fact]
    public void A_checkpoint_of_another_seed_is_refused()
    {
        string saved = Path.Combine(_root, "last");
        Recipe recipe = Small("mlp", "0");
        Finish(recipe, null, 4, saved);
        using VariationalAutoencoder model = ModelFactory.Create(recipe, _images.Shape, 1, 1);
        using var images = new ImageTensors(_images);
        using var trainer = new Trainer(model, recipe, images, 1);

        Assert.Throws<StorageFormatException>(() => TrainingCheckpoint.Restore(saved, trainer));
    }

    private static Recipe Small(string network, string average, params string[] more)
    {
        string networks = network switch
        {
            "conv" => """{"kind":"conv","channels":[4,8],"hidden":8,"linear":4}""",
            "resnet18" => """{"kind":"resnet18"}""",
            _ => """{"kind":"mlp","hidden":[8]}""",
        };
        return RecipeCatalog.Open(
            "mnist",
            [
                "networks=" + networks, "posterior.dimension=3", "labels=none", "training.batch=20", "training.epochs=3",
                "training.emaDecay=" + average, "data.validation=0", .. more,
            ]);
    }

    // Three steps an epoch: some stops fall between epochs, others inside of one.
    private byte[] Finish(Recipe recipe, string? from, int stopAfter, string? saveTo = null)
    {
        using VariationalAutoencoder model = ModelFactory.Create(recipe, _images.Shape, 1, 0);
        using var images = new ImageTensors(_images);
        using var trainer = new Trainer(model, recipe, images, 0);
        if (from is not null)
        {
            TrainingCheckpoint.Restore(from, trainer);
        }

        using var stop = new CancellationTokenSource();
        trainer.Run([new StopAfter(stopAfter, stop)], stop.Token);
        if (saveTo is not null)
        {
            TrainingCheckpoint.Save(saveTo, trainer, new ModelCheckpoint(recipe, model, _images.ClassNames));
        }

        byte[] beside = trainer.Adversary is { } adversary ? Digest(adversary.State) : [];
        return [.. trainer.WithAverage(() => Digest(model)), .. beside];
    }

    private static byte[] Digest(VariationalAutoencoder model) => Digest(model.state_dict());

    private static byte[] Digest(IReadOnlyDictionary<string, Tensor> tensors)
    {
        using var scope = NewDisposeScope();
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach ((_, Tensor tensor) in tensors.OrderBy(p => p.Key, StringComparer.Ordinal))
        {
            digest.AppendData(tensor.detach().contiguous().bytes);
        }

        return digest.GetHashAndReset();
    }

    private sealed class StopAfter(int steps, CancellationTokenSource stop) : ITrainingObserver
    {
        public void StepDone(TrainingProgress now, StepReport step)
        {
            if (now.Position.Step == steps)
            {
                stop.Cancel();
            }
        }
    }
}
