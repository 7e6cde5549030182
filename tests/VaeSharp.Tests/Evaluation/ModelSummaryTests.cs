using VaeSharp.Data;
using VaeSharp.Evaluation;
using VaeSharp.Models;
using VaeSharp.Models.Likelihoods;
using VaeSharp.Models.Networks;
using VaeSharp.Models.Recipes;
using VaeSharp.Tests.Models;
using Xunit;

namespace VaeSharp.Tests.Evaluation;

public sealed class ModelSummaryTests
{
    [Fact]
    public void The_original_digits_network_has_the_numbers_counted_by_hand()
    {
        Recipe recipe = RecipeCatalog.Open("seed-mnist");
        using VariationalAutoencoder model = ModelFactory.Create(recipe, new ImageShape(1, 28, 28), 10, 1);

        ModelSummary summary = ModelSummary.Of(model);

        Assert.Equal(1_074_452, summary.Parameters);
        // 784→512, 10→512, 512→256, twice 256→2, and back 2→256→512→784.
        Assert.Equal(401_408 + 5_120 + 131_072 + 1_024 + 512 + 131_072 + 401_408, summary.MultiplyAdds);
        Assert.Equal("encoder.stack.layers.0.weight", summary.Layers[0].Name);
        Assert.Equal(8, summary.Layers.Count);
        Assert.Equal([1, 784], summary.Layers.Single(layer => layer.Name == "decoder.output").OutputShape);
    }

    [Fact]
    public void A_small_convolutional_pair_has_the_numbers_counted_by_hand()
    {
        Recipe recipe = Toys.Recipe(
            new LearnedSigmaOptions(), labels: LabelUse.None, networks: new ConvOptions([8], 16, Blocks: 1), latents: 2);
        using VariationalAutoencoder model = ModelFactory.Create(recipe, new ImageShape(3, 4, 4), 10, 1);

        ModelSummary summary = ModelSummary.Of(model);

        // Encoder: 4×4 window, stride 2, padding 2: 3×3 places; two 3×3 convolutions at 2×2; dense 32→16; 16→2 twice.
        long encoder = (9 * 8 * 3 * 16) + (2 * (4 * 8 * 8 * 9)) + (32 * 16) + (2 * 16 * 2);
        // Decoder: 2→16→32; two 3×3 convolutions at 2×2; 3×3 to 3·4 channels at 2×2.
        long decoder = (2 * 16) + (16 * 32) + (2 * (4 * 8 * 8 * 9)) + (4 * 12 * 8 * 9);
        Assert.Equal(encoder + decoder, summary.MultiplyAdds);
        Assert.Equal(model.parameters().Sum(p => p.numel()), summary.Parameters);
        Assert.Equal([1, 8, 3, 3], summary.Layers[0].OutputShape);
        LayerSummary sigma = Assert.Single(summary.Layers, layer => layer.OutputShape.Count == 0);
        Assert.Equal("likelihood", sigma.Name);
        Assert.Equal(1, sigma.Parameters);
    }

    [Fact]
    public void A_small_model_of_codes_has_the_numbers_counted_by_hand()
    {
        Recipe recipe = TinyRecipe.Coded(Toys.Recipe(new LearnedSigmaOptions(), labels: LabelUse.None));
        using VariationalAutoencoder model = ModelFactory.Create(recipe, new ImageShape(1, 4, 4), 10, 1);

        ModelSummary summary = ModelSummary.Of(model);

        // 4×4 window at 3×3 places; two 3×3 convolutions at 2×2; 4→2 at each place; each of the 4 against 5 codes of 2.
        long encoder = (9 * 4 * 16) + (2 * (4 * 4 * 4 * 9)) + (4 * 4 * 2) + (4 * 5 * 2);
        // Each of two layers, at 4 places: 3×3 and 2×2 from 4 to 8 channels, 8→8 and 4→4; then 4 channels to 5 logits.
        long prior = (2 * 4 * ((9 * 4 * 8) + (4 * 4 * 8) + (8 * 8) + (4 * 4))) + (4 * 4 * 5);
        // 3×3 from 2 to 4 channels, two 3×3 convolutions and 3×3 to 4 channels, all at 2×2.
        long decoder = (4 * 2 * 4 * 9) + (2 * (4 * 4 * 4 * 9)) + (4 * 4 * 4 * 9);
        Assert.Equal(encoder + prior + decoder, summary.MultiplyAdds);
        Assert.Equal(model.parameters().Sum(p => p.numel()), summary.Parameters);
    }

    [Fact]
    public void Watching_leaves_no_trace()
    {
        ImageDataset images = Toys.Images(1, new ImageShape(1, 8, 8));
        using VariationalAutoencoder model = Toys.Model(Toys.Recipe(new BernoulliOptions()), images);
        model.train();
        ModelSummary first = ModelSummary.Of(model);
        Assert.Equal(first.Layers.Count, ModelSummary.Of(model).Layers.Count);
        Assert.True(model.training);
    }
}
