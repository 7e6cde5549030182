using VaeSharp.Data;
using VaeSharp.Engine;
using VaeSharp.Models;
using VaeSharp.Models.Recipes;
using VaeSharp.Nn.Distributions;
using Xunit;
using static TorchSharp.torch;

namespace VaeSharp.Tests.Models;

public sealed class NetworkTests
{
    public static TheoryData<string, int, int, int> Shapes()
    {
        var shapes = new TheoryData<string, int, int, int>();
        foreach (string network in (string[])["mlp", "tanh", "gated-mlp", "conv", "conv-linear", "resnet18"])
        {
            shapes.Add(network, 1, 28, 28);
            shapes.Add(network, 3, 32, 32);
            shapes.Add(network, 1, 13, 9);
            shapes.Add(network, 2, 5, 11);
        }

        return shapes;
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Posterior_and_likelihood_have_the_shapes_of_latents_and_images(
        string network, int channels, int height, int width)
    {
        using var scope = NewDisposeScope();
        using var random = new RandomStream(1, RandomUse.Evaluation);
        var shape = new ImageShape(channels, height, width);
        foreach (string likelihood in (string[])["bernoulli", "discretized-logistic"])
        {
            using VariationalAutoencoder model = ModelFactory.Create(
                TinyRecipe.Of(
                    TinyRecipe.Networks(network), TinyRecipe.Likelihood(likelihood), LabelUse.Both, latents: 5),
                shape, 3, seed: 1);
            Tensor x = random.Uniform(2, channels, height, width);
            Tensor labels = tensor([0L, 2L]);

            var q = (DiagonalGaussian)model.Encode(x, labels).Posterior;
            PixelDistribution p = model.Decode(q.Sample(random), labels);

            Assert.Equal([2, 5], q.Mean.shape);
            Assert.Equal([2, 5], q.LogVariance.shape);
            Assert.Equal(x.shape, p.Mean.shape);
            Assert.Equal(x.shape, p.LogProbabilityPerValue(x).shape);
            Assert.Equal([2], model.Elbo(x, labels, random).Value.shape);
            Assert.Equal(x.shape, model.Sample(2, labels, random).shape);
        }
    }

    [Theory]
    [InlineData("mlp", 1)]
    [InlineData("gated-mlp", 2)]
    public void Dense_decoder_has_the_widths_of_the_encoder_in_reverse(string network, int gates)
    {
        using VariationalAutoencoder model = Create(TinyRecipe.Of(TinyRecipe.Networks(network)));
        Dictionary<string, Tensor> state = model.state_dict();

        Assert.Equal([12 * gates, 16], state["encoder.stack.layers.0.weight.weight"].shape);
        Assert.Equal([7 * gates, 12], state["encoder.stack.layers.1.weight.weight"].shape);
        Assert.Equal([7 * gates, 3], state["decoder.stack.layers.0.weight.weight"].shape);
        Assert.Equal([12 * gates, 7], state["decoder.stack.layers.1.weight.weight"].shape);
        Assert.Equal([16, 12], state["decoder.output.weight"].shape);
    }

    [Fact]
    public void Convolutional_network_with_a_linear_path_alone_is_linear()
    {
        using var scope = NewDisposeScope();
        using var random = new RandomStream(2, RandomUse.Evaluation);
        using VariationalAutoencoder model = Create(TinyRecipe.Of(
            TinyRecipe.Networks("conv-linear"), TinyRecipe.Likelihood("learned-sigma")));
        using var gradients = no_grad();
        foreach ((string name, Tensor parameter) in model.named_parameters())
        {
            bool silenced = name.StartsWith("encoder.dense", StringComparison.Ordinal)
                || name.StartsWith("decoder.twice.1", StringComparison.Ordinal);
            parameter.mul_(silenced ? 0 : 1);
        }

        Tensor a = random.Normal(1, 3);
        Tensor b = random.Normal(1, 3);
        Tensor x = random.Uniform(1, 1, 4, 4);
        Tensor y = random.Uniform(1, 1, 4, 4);

        RequireMidpoint(z => model.Decode(z).Mean, a, b);
        RequireMidpoint(image => model.Encode(image).Mean, x, y);
    }

    [Theory]
    [InlineData(LabelUse.None, false, false)]
    [InlineData(LabelUse.Encoder, true, false)]
    [InlineData(LabelUse.Decoder, false, true)]
    [InlineData(LabelUse.Both, true, true)]
    public void Label_changes_just_the_parts_that_use_it(LabelUse use, bool posterior, bool likelihood)
    {
        foreach (string network in (string[])["mlp", "tanh", "gated-mlp", "conv", "resnet18"])
        {
            using var scope = NewDisposeScope();
            using VariationalAutoencoder model = Create(TinyRecipe.Of(TinyRecipe.Networks(network), labels: use));
            model.eval();
            Tensor x = zeros(1, 1, 4, 4);
            Tensor z = zeros(1, 3);

            Assert.Equal(posterior, Differs(y => model.Encode(x, y).Mean));
            Assert.Equal(likelihood, Differs(y => model.Decode(z, y).Mean));
        }
    }

    [Theory]
    [InlineData(LabelUse.Encoder)]
    [InlineData(LabelUse.Decoder)]
    [InlineData(LabelUse.Both)]
    public void Missing_labels_are_refused_where_they_are_used(LabelUse use)
    {
        using var scope = NewDisposeScope();
        using var random = new RandomStream(3, RandomUse.Evaluation);
        using VariationalAutoencoder model = Create(TinyRecipe.Of(TinyRecipe.Networks("mlp"), labels: use));

        string message = Assert.Throws<ArgumentException>(() => model.Elbo(zeros(2, 1, 4, 4), null, random)).Message;

        Assert.Contains($"conditioned on labels (labels: {use}); got none", message, StringComparison.Ordinal);
        Assert.Contains("0 to 2 for each of 2 images", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Wrong_shapes_are_refused_with_both_shapes()
    {
        using var scope = NewDisposeScope();
        using VariationalAutoencoder model = Create(TinyRecipe.Of(TinyRecipe.Networks("mlp"), labels: LabelUse.Both));
        Tensor labels = zeros(2, ScalarType.Int64);

        Refuses("[2, 1, 4, 5]; expected [B, 1, 4, 4]", () => model.Encode(zeros(2, 1, 4, 5), labels));
        Refuses("[1, 4, 4]; expected [B, 1, 4, 4]", () => model.Encode(zeros(1, 4, 4), labels));
        Refuses("[2, 4]; expected [B, 3]", () => model.Decode(zeros(2, 4), labels));
        Refuses("got Int64 of shape [2], expected one class", () => model.Decode(zeros(5, 3), labels));

        static void Refuses(string text, Action act) =>
            Assert.Contains(text, Assert.Throws<ArgumentException>(act).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Network_of_the_first_mnist_system_has_its_number_of_parameters()
    {
        using VariationalAutoencoder model = ModelFactory.Create(
            RecipeCatalog.Open("seed-mnist"), new ImageShape(1, 28, 28), 10, seed: 1);

        Assert.Equal(1_074_452, model.parameters().Sum(p => p.numel()));
    }

    [Fact]
    public void Network_of_the_first_cifar_system_has_its_number_of_parameters()
    {
        using VariationalAutoencoder model = ModelFactory.Create(
            RecipeCatalog.Open("seed-cifar10"), new ImageShape(3, 32, 32), 10, seed: 1);

        Assert.InRange(model.parameters().Sum(p => p.numel()), 20.1e6 * 0.99, 20.1e6 * 1.01);
    }

    private static VariationalAutoencoder Create(Recipe recipe) =>
        ModelFactory.Create(recipe, new ImageShape(1, 4, 4), 3, seed: 4);

    private static bool Differs(Func<Tensor, Tensor> output) =>
        (output(tensor([0L])) - output(tensor([1L]))).abs().max().item<float>() > 1e-6;

    private static void RequireMidpoint(Func<Tensor, Tensor> map, Tensor a, Tensor b)
    {
        Tensor off = map((a + b) / 2) - ((map(a) + map(b)) / 2);
        Assert.InRange(off.abs().max().item<float>(), 0, 1e-6);
        Assert.True((map(a) - map(b)).abs().max().item<float>() > 1e-3);
    }
}
