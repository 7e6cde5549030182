using VaeSharp.Data;
using VaeSharp.Evaluation;
using VaeSharp.Models;
using VaeSharp.Models.Likelihoods;
using VaeSharp.Models.Recipes;
using Xunit;
using static TorchSharp.torch;

namespace VaeSharp.Tests.Evaluation;

public sealed class InterpolationTests
{
    private static readonly ImageDataset Images = Toys.Images(6, new ImageShape(1, 4, 5));
    private static readonly float[] Upright = [3, 0, 4];
    private static readonly float[] Sideways = [0, 5, 0];
    private static readonly Recipe Conditional = Toys.Recipe(new BernoulliOptions(), Binarization.Threshold);

    [Theory]
    [InlineData(nameof(InterpolationPath.Linear))]
    [InlineData(nameof(InterpolationPath.Spherical))]
    public void A_path_begins_and_ends_at_its_ends(string name)
    {
        var path = Enum.Parse<InterpolationPath>(name);
        using var scope = NewDisposeScope();
        Tensor from = tensor(new[] { 1f, 2f, -1f });
        Tensor to = tensor(new[] { 0.5f, -3f, 2f });
        Tensor points = Interpolation.Between(from, to, 5, path);
        Assert.Equal([5, 3], points.shape);
        Assert.True(points[0].allclose(from));
        Assert.True(points[4].allclose(to));
    }

    [Fact]
    public void The_arc_keeps_the_norm_and_turns_by_equal_angles()
    {
        using var scope = NewDisposeScope();
        (Tensor from, Tensor to) = (tensor(Upright), tensor(Sideways));
        Tensor points = Interpolation.Between(from, to, 7, InterpolationPath.Spherical);
        for (int i = 0; i < 7; i++)
        {
            Assert.Equal(5, points[i].norm().item<float>(), 1e-5);
        }

        for (int i = 0; i < 6; i++)
        {
            double cosine = points[i].dot(points[i + 1]).item<float>() / 25;
            Assert.Equal(Math.PI / 12, Math.Acos(cosine), 1e-4); // a right angle in six
        }
    }

    [Theory]
    [InlineData(2f, 2f)]
    [InlineData(-1f, -1f)]
    [InlineData(0f, 0f)]
    [InlineData(1f, 1.000001f)]
    public void Latents_without_one_arc_take_the_line(float first, float second)
    {
        using var scope = NewDisposeScope();
        Tensor from = ones(2);
        Tensor to = tensor(new[] { first, second });
        Tensor arc = Interpolation.Between(from, to, 5, InterpolationPath.Spherical);
        Assert.True(arc.allclose(Interpolation.Between(from, to, 5, InterpolationPath.Linear)));
    }

    [Fact]
    public void Images_at_the_ends_are_the_reconstructions_with_their_own_labels()
    {
        using var scope = NewDisposeScope();
        using VariationalAutoencoder model = Toys.Model(Conditional, Images);
        Tensor pair = rand(2, 1, 4, 5);
        Tensor labels = tensor(new long[] { 1, 3 });
        Tensor path = Interpolation.BetweenImages(model, pair, labels, 4, InterpolationPath.Spherical);
        Tensor whole = model.Reconstruct(pair, labels);
        Assert.Equal([4, 1, 4, 5], path.shape);
        Assert.True(path[0].allclose(whole[0], atol: 1e-6));
        Assert.True(path[3].allclose(whole[1], atol: 1e-6));
    }

    [Fact]
    public void Between_labels_the_middle_is_the_decoder_at_half_of_each_class()
    {
        using var scope = NewDisposeScope();
        using VariationalAutoencoder model = Toys.Model(Conditional, Images);
        Tensor z = randn(3);
        Tensor path = Interpolation.BetweenLabels(model, z, 0, 2, 3);
        Tensor first = model.Decode(z.unsqueeze(0), tensor(new long[] { 0 })).Mean;
        Tensor half = model.Decode(z.unsqueeze(0), tensor(new[] { 0.5f, 0, 0.5f, 0 }, [1, 4])).Mean;
        Assert.True(path[0].allclose(first[0], atol: 1e-6));
        Assert.True(path[1].allclose(half[0], atol: 1e-6));
        Assert.False(path[1].allclose(first[0], atol: 1e-4));
    }

    [Fact]
    public void A_decoder_without_labels_has_no_way_between_them()
    {
        Recipe recipe = Toys.Recipe(new BernoulliOptions(), Binarization.Threshold, LabelUse.Encoder);
        using VariationalAutoencoder model = Toys.Model(recipe, Images);
        using Tensor z = zeros(3);
        var fault = Assert.Throws<ArgumentException>(() => Interpolation.BetweenLabels(model, z, 0, 1, 3));
        Assert.Contains("takes no labels", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_for_another_number_of_classes_are_refused()
    {
        using var scope = NewDisposeScope();
        using VariationalAutoencoder model = Toys.Model(Conditional, Images);
        var fault = Assert.Throws<ArgumentException>(() => model.Decode(zeros(2, 3), zeros(2, 5)));
        Assert.Contains("Float32 of shape [2, 5]", fault.Message, StringComparison.Ordinal);
        Assert.Contains("float [2, 4]", fault.Message, StringComparison.Ordinal);
    }
}
