using VaeSharp.Data;
using VaeSharp.Evaluation;
using VaeSharp.Models;
using VaeSharp.Models.Likelihoods;
using VaeSharp.Models.Recipes;
using VaeSharp.Tests.Models;
using VaeSharp.Tests.Nn.Distributions;
using Xunit;

namespace VaeSharp.Tests.Evaluation;

public sealed class LikelihoodEstimateTests
{
    private static readonly byte[] Pixels = [230, 26, 179, 77];

    private static readonly LinearGaussian World = new(
        new[,] { { 0.9, 0.7 }, { 0.1, 0.5 }, { -0.4, 0.2 }, { 0.3, 0.3 } }, -0.7)
    {
        Image = [.. Pixels.Select(p => p / 255.0)],
    };

    [Theory]
    [InlineData(1)]
    [InlineData(300)]
    public void Estimate_is_the_exact_evidence_within_its_error_or_above_it(int samples)
    {
        using VariationalAutoencoder model = World.Model([0.3, -0.2], [0.5, 0.9]);

        LikelihoodEstimate estimate = LikelihoodEstimate.Of(model, Images(2000), Recipe, samples, seed: 1);

        double kl = World.KlToPosterior([0.3, -0.2], [0.5, 0.9]);
        double expected = -World.LogEvidence() + (samples == 1 ? kl : 0);
        Assert.Equal(samples, estimate.Samples);
        Values.Near(expected, estimate.NegativeLogLikelihoodNats, (4 * estimate.StandardErrorNats) + (samples == 1 ? 0 : 0.01));
        Assert.InRange(estimate.StandardErrorNats, 1e-5, 0.1);
    }

    [Fact]
    public void Samples_that_do_not_fit_into_memory_at_once_are_weighed_piece_by_piece()
    {
        using VariationalAutoencoder model = World.Model([0.3, -0.2], [0.5, 0.9]);

        // A batch of 2,000 values lets 2,000 samples pass at a time.
        LikelihoodEstimate estimate = LikelihoodEstimate.Of(model, Images(500), Recipe, 4500, seed: 1);

        Values.Near(-World.LogEvidence(), estimate.NegativeLogLikelihoodNats, (4 * estimate.StandardErrorNats) + 0.001);
    }

    [Fact]
    public void Equal_seeds_give_equal_figures()
    {
        using VariationalAutoencoder model = World.Model([0.3, -0.2], [0.5, 0.9]);

        Assert.Equal(
            LikelihoodEstimate.Of(model, Images(20), Recipe, 7, seed: 3),
            LikelihoodEstimate.Of(model, Images(20), Recipe, 7, seed: 3));
    }

    [Fact]
    public void A_loss_that_is_no_likelihood_is_refused()
    {
        ImageDataset images = Toys.Images(4, new ImageShape(1, 4, 4));
        Recipe recipe = Toys.Recipe(new GreyCrossEntropyOptions());
        using VariationalAutoencoder model = Toys.Model(recipe, images);

        Assert.Throws<ArgumentException>(() => LikelihoodEstimate.Of(model, images, recipe, 2, seed: 1));
    }

    private static Recipe Recipe { get; } = Toys.Recipe(new LearnedSigmaOptions(-0.7), labels: LabelUse.None, latents: 2);

    private static ImageDataset Images(int count) => new(
        "one", new ImageShape(1, 2, 2), [.. Enumerable.Repeat(Pixels, count).SelectMany(p => p)], new byte[count], ["a"]);
}
