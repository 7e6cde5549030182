using VaeSharp.Data;
using VaeSharp.Models;
using VaeSharp.Models.Networks;
using VaeSharp.Models.Recipes;
using VaeSharp.Storage;
using VaeSharp.Tests.Nn.Distributions;
using VaeSharp.Tests.Storage;
using Xunit;
using static TorchSharp.torch;

namespace VaeSharp.Tests.Models;

public sealed class ModelCheckpointTests
{
    [Theory]
    [InlineData("mlp")]
    [InlineData("conv-linear")]
    [InlineData("conv")]
    public void A_size_that_the_weights_do_not_have_is_refused_before_a_model_of_it_is_made(string network)
    {
        using var scope = NewDisposeScope();
        using var place = new TemporaryDirectory();
        Recipe recipe = TinyRecipe.Of(TinyRecipe.Networks(network), TinyRecipe.Likelihood("optimal-sigma"));
        using VariationalAutoencoder model = ModelFactory.Create(recipe, new ImageShape(1, 8, 8), 1, seed: 8);
        CheckpointDirectory.Replace(place.File("model"), writer =>
        {
            new ModelCheckpoint(recipe, model, ["a"]).Write(writer);
            writer.Properties["height"] = writer.Properties["width"] = "4096";
        });

        string message = Assert.Throws<StorageFormatException>(() => ModelCheckpoint.Load(place.File("model"))).Message;

        Assert.Contains("weights", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_classifier_with_a_network_of_its_own_is_loaded_with_its_model()
    {
        using var scope = NewDisposeScope();
        using var place = new TemporaryDirectory();
        Recipe recipe = RecipeCatalog.Open("mnist-m2", "networks.hidden=[8]");
        using VariationalAutoencoder model = ModelFactory.Create(recipe, new ImageShape(1, 28, 28), 3, seed: 8);
        CheckpointDirectory.Replace(place.File("model"), new ModelCheckpoint(recipe, model, ["a", "b", "c"]).Write);

        using VariationalAutoencoder loaded = ModelCheckpoint.Load(place.File("model")).Model;

        Assert.Equal(
            model.Classifier!.parameters().SelectMany(Values.ReadSingle), loaded.Classifier!.parameters().SelectMany(Values.ReadSingle));
    }

    [Fact]
    public void A_recipe_that_asks_for_more_memory_than_there_is_is_refused_before_it_is_taken()
    {
        Recipe recipe = TinyRecipe.Of(
            new MlpOptions([.. Enumerable.Repeat(8192, 64)]), TinyRecipe.Likelihood("optimal-sigma"));
        string message = Assert.Throws<InsufficientMemoryException>(
            () => MemoryEstimate.OfTraining(recipe, new ImageShape(1, 8, 8), 1, 100).Demand("Training", 1_000_000_000)).Message;
        Assert.Contains("networks", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Weights_that_are_not_finite_are_refused_by_name(float value)
    {
        using var scope = NewDisposeScope();
        using var place = new TemporaryDirectory();
        Recipe recipe = TinyRecipe.Of(TinyRecipe.Networks("mlp"), TinyRecipe.Likelihood("optimal-sigma"));
        using VariationalAutoencoder model = ModelFactory.Create(recipe, new ImageShape(1, 8, 8), 1, seed: 8);
        using (no_grad())
        {
            model.state_dict()["posterior.mean.bias"].fill_(value);
        }

        CheckpointDirectory.Replace(place.File("model"), new ModelCheckpoint(recipe, model, ["a"]).Write);

        string message = Assert.Throws<StorageFormatException>(() => ModelCheckpoint.Load(place.File("model"))).Message;

        Assert.Contains("posterior.mean.bias", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_class_name_that_could_command_a_terminal_is_refused()
    {
        using var scope = NewDisposeScope();
        using var place = new TemporaryDirectory();
        Recipe recipe = TinyRecipe.Of(TinyRecipe.Networks("mlp"), TinyRecipe.Likelihood("optimal-sigma"));
        using VariationalAutoencoder model = ModelFactory.Create(recipe, new ImageShape(1, 8, 8), 1, seed: 8);
        CheckpointDirectory.Replace(place.File("model"), new ModelCheckpoint(recipe, model, ["a\u001b[2J"]).Write);

        Assert.Throws<StorageFormatException>(() => ModelCheckpoint.Load(place.File("model")));
    }

    [Theory]
    [InlineData("mlp", "optimal-sigma")]
    [InlineData("conv-linear", "discretized-logistic")]
    [InlineData("resnet18", "learned-sigma")]
    public void A_model_that_was_saved_and_loaded_is_equal_bit_by_bit(string network, string likelihood)
    {
        using var scope = NewDisposeScope();
        using var place = new TemporaryDirectory();
        Recipe recipe = TinyRecipe.Of(TinyRecipe.Networks(network), TinyRecipe.Likelihood(likelihood), LabelUse.Both);
        using VariationalAutoencoder model = ModelFactory.Create(recipe, new ImageShape(1, 8, 8), 3, seed: 8);
        model.eval();

        CheckpointDirectory.Replace(place.File("model"), new ModelCheckpoint(recipe, model, ["a", "b", "c"]).Write);
        ModelCheckpoint loaded = ModelCheckpoint.Load(place.File("model"));

        using VariationalAutoencoder twin = loaded.Model;
        Assert.Equal(["a", "b", "c"], loaded.ClassNames);
        Dictionary<string, Tensor> state = twin.state_dict();
        Assert.Equal(model.state_dict().Keys, state.Keys);
        Assert.All(model.state_dict(), pair => Assert.True(pair.Value.eq(state[pair.Key]).all().item<bool>()));
        Tensor z = ones(2, 3);
        Tensor labels = tensor([0L, 1L]);
        Assert.Equal(
            Values.ReadSingle(model.Decode(z, labels).Mean.detach().contiguous()),
            Values.ReadSingle(twin.Decode(z, labels).Mean.detach().contiguous()));
    }

    [Fact]
    public void Weights_of_convolutions_are_stored_in_the_order_of_their_shape()
    {
        using var scope = NewDisposeScope();
        using var place = new TemporaryDirectory();
        Recipe recipe = TinyRecipe.Of(TinyRecipe.Networks("conv"));
        using VariationalAutoencoder model = ModelFactory.Create(recipe, new ImageShape(3, 8, 8), 3, seed: 8);
        CheckpointDirectory.Replace(place.File("model"), new ModelCheckpoint(recipe, model, ["a"]).Write);
        using SafetensorsFile file = SafetensorsFile.Open(
            Path.Combine(place.File("model"), ModelCheckpoint.ModelFile));

        byte[] bytes = file.Read("encoder.halve.0.weight");

        Tensor weight = model.state_dict()["encoder.halve.0.weight"].detach();
        for (int i = 0; i < bytes.Length / 4; i++)
        {
            float expected = weight[i / 48, i / 16 % 3, i / 4 % 4, i % 4].item<float>();
            Assert.Equal(expected, BitConverter.ToSingle(bytes, 4 * i));
        }
    }
}
