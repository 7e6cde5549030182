using VaeSharp.Data;
using VaeSharp.Evaluation;
using VaeSharp.Models;
using VaeSharp.Models.Likelihoods;
using VaeSharp.Models.Recipes;
using Xunit;
using static TorchSharp.torch;

namespace VaeSharp.Tests.Evaluation;

public sealed class LatentGridTests
{
    private static readonly ImageDataset Images = Toys.Images(6, new ImageShape(1, 4, 5));

    [Fact]
    public void Coordinates_cut_the_normal_distribution_into_equal_shares()
    {
        using Tensor coordinates = LatentGrid.Coordinates(9);
        float[] z = Toys.Floats(coordinates);
        for (int i = 0; i < 9; i++)
        {
            Assert.Equal((i + 0.5) / 9, NormalDistribution(z[i]), 1e-5);
        }
    }

    [Fact]
    public void A_manifold_shows_the_decoder_at_its_coordinates_with_the_second_latent_growing_upwards()
    {
        using var scope = NewDisposeScope();
        using VariationalAutoencoder model = Toys.Model(
            Toys.Recipe(new BernoulliOptions(), Binarization.Threshold, latents: 2), Images);
        const int side = 24; // more than one batch of 500
        float[] axis = Toys.Floats(LatentGrid.Coordinates(side));
        Tensor manifold = LatentGrid.Manifold(model, side, label: 2);
        Assert.Equal([side, side, 1, 4, 5], manifold.shape);
        foreach ((int row, int column) in new[] { (0, 0), (0, 23), (3, 7), (22, 1), (23, 23) })
        {
            Tensor z = tensor(new[] { axis[column], axis[side - 1 - row] }, [1, 2]);
            Tensor image = model.Decode(z, tensor(new long[] { 2 })).Mean;
            Assert.True(manifold[row, column].allclose(image[0], atol: 1e-6), $"row {row}, column {column}");
        }
    }

    [Fact]
    public void A_manifold_needs_two_latents()
    {
        using VariationalAutoencoder model = Toys.Model(Toys.Recipe(new BernoulliOptions()), Images);
        var fault = Assert.Throws<ArgumentException>(() => LatentGrid.Manifold(model, 3));
        Assert.Contains("3 latent dimensions", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_traversal_changes_one_latent_and_leaves_the_others()
    {
        using var scope = NewDisposeScope();
        using VariationalAutoencoder model = Toys.Model(Toys.Recipe(new BernoulliOptions()), Images);
        Tensor z = tensor(new[] { 0.3f, -0.2f, 0.9f });
        Tensor grid = LatentGrid.Traverse(model, z, 1, [2, 0], steps: 4);
        Assert.Equal([2, 4, 1, 4, 5], grid.shape);
        Tensor expected = model.Decode(tensor(new[] { 0.3f, -0.2f, -1f }, [1, 3]), tensor(new long[] { 1 })).Mean;
        Assert.True(grid[0, 1].allclose(expected[0], atol: 1e-6));
        expected = model.Decode(tensor(new[] { 3f, -0.2f, 0.9f }, [1, 3]), tensor(new long[] { 1 })).Mean;
        Assert.True(grid[1, 3].allclose(expected[0], atol: 1e-6));
        Assert.Equal([0.3f, -0.2f, 0.9f], Toys.Floats(z));
    }

    // Abramowitz & Stegun 26.2.17: absolute error below 7.5e-8.
    private static double NormalDistribution(double z)
    {
        double t = 1 / (1 + (0.2316419 * Math.Abs(z)));
        double tail = Math.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI) * t * (0.319381530 + (t * (-0.356563782
            + (t * (1.781477937 + (t * (-1.821255978 + (t * 1.330274429))))))));
        return z > 0 ? 1 - tail : tail;
    }
}
