using System.Reflection;
using VaeSharp.Data;
using VaeSharp.Models;
using VaeSharp.Models.Networks;
using VaeSharp.Models.Posteriors;
using VaeSharp.Models.Priors;
using VaeSharp.Models.Recipes;
using Xunit;
using static TorchSharp.torch;

namespace VaeSharp.Tests.Models;

[Collection(AloneCollection.Name)]
public sealed class ModelFactoryTests
{
    private static readonly ImageShape Shape = new(1, 8, 8);
    private static readonly Type[] Coded =
    [
        typeof(GridOptions), typeof(VectorQuantizedOptions), typeof(AutoregressivePriorOptions), typeof(TransformerPriorOptions),
    ];

    [Fact]
    public void Models_made_at_the_same_time_have_the_weights_of_their_own_seeds()
    {
        Recipe recipe = TinyRecipe.Of(new MlpOptions([200, 200]));
        float[][] alone = [.. Enumerable.Range(0, 8).Select(Weights)];

        float[][] together = [.. Enumerable.Range(0, 8).AsParallel().AsOrdered().WithDegreeOfParallelism(8).Select(Weights)];

        Assert.Equal(alone, together);

        float[] Weights(int seed)
        {
            using var scope = NewDisposeScope();
            using VariationalAutoencoder model = ModelFactory.Create(recipe, new ImageShape(1, 8, 8), 3, (ulong)seed);
            return [.. model.parameters().SelectMany(p => p.detach().flatten().data<float>().ToArray())];
        }
    }

    [Theory]
    [InlineData("mlp")]
    [InlineData("gated-mlp")]
    [InlineData("conv-linear")]
    [InlineData("resnet18")]
    public void Equal_seeds_give_equal_bits_and_others_do_not(string network)
    {
        using var scope = NewDisposeScope();
        Recipe recipe = TinyRecipe.Of(TinyRecipe.Networks(network), labels: LabelUse.Both);
        using VariationalAutoencoder first = ModelFactory.Create(recipe, Shape, 3, seed: 1);
        using Tensor between = rand(17);
        using VariationalAutoencoder second = ModelFactory.Create(recipe, Shape, 3, seed: 1);
        using VariationalAutoencoder other = ModelFactory.Create(recipe, Shape, 3, seed: 2);

        Assert.True(Same(first, second));
        Assert.False(Same(first, other));
    }

    [Theory]
    [InlineData(typeof(NetworkOptions))]
    [InlineData(typeof(PosteriorOptions))]
    [InlineData(typeof(PriorOptions))]
    [InlineData(typeof(LikelihoodOptions))]
    [InlineData(typeof(ObjectiveOptions))]
    public void Every_choice_that_a_recipe_can_name_can_be_made(Type choice)
    {
        Type[] named = [.. ChoiceCatalog.Kinds.Of(choice).Select(kind => kind.Type)];
        Assert.NotEmpty(named);
        foreach (Type derived in named)
        {
            using var scope = NewDisposeScope();
            Recipe plain = TinyRecipe.Of(TinyRecipe.Networks("mlp"));
            Recipe tiny = Coded.Contains(derived) ? TinyRecipe.Coded(plain) : plain;
            Recipe recipe = Example(derived) switch
            {
                NetworkOptions networks => tiny with { Networks = networks },
                PosteriorOptions posterior => tiny with { Posterior = posterior },
                PriorOptions prior => tiny with { Prior = prior },
                LikelihoodOptions likelihood => tiny with { Likelihood = likelihood },
                ObjectiveOptions objective => tiny with { Objective = objective },
                _ => throw new InvalidOperationException($"{derived} is no choice of a recipe."),
            };

            using VariationalAutoencoder model = ModelFactory.Create(recipe, Shape, 3, seed: 1);

            Objective made = Objective.Create(recipe, 10, seed: 1);
            made.Adversary?.Dispose();
            Assert.NotNull(made);
        }
    }

    private static bool Same(VariationalAutoencoder a, VariationalAutoencoder b) => a.parameters().Zip(b.parameters())
        .All(pair => pair.First.eq(pair.Second).all().item<bool>());

    private static object Example(Type type)
    {
        ConstructorInfo constructor = type.GetConstructors().Single();
        return constructor.Invoke([.. constructor.GetParameters().Select(p =>
            p.HasDefaultValue ? p.DefaultValue : p.ParameterType == typeof(int) ? 8
            : p.ParameterType == typeof(double) ? 0.5 : (object)new List<int> { 8, 8 })]);
    }
}
