using VaeSharp.Data;
using VaeSharp.Engine;
using VaeSharp.Models;
using VaeSharp.Models.Recipes;
using VaeSharp.Models.Transforms;
using VaeSharp.Tests.Nn.Distributions;
using Xunit;
using static TorchSharp.torch;

namespace VaeSharp.Tests.Models.Transforms;

public sealed class InputTransformsTests
{
    [Fact]
    public void Each_key_that_changes_images_stands_in_the_list_of_who_reads_them()
    {
        Recipe recipe = RecipeCatalog.Open(
            "mnist-m2", "data.flip=true", """data.corruption={ "kind": "mask", "minimum": 0.1, "maximum": 0.25 }""");

        Assert.Equal(
            [
                new TransformRow("images", "values in [0, 1]; binarized: 1 with the value as probability, else 0, drawn anew each time; "
                    + "half of the images mirrored left to right"),
                new TransformRow("encoder", "a share of the values set to 0, drawn from 0.1 to 0.25 for each image"),
                new TransformRow("classifier", "moved by up to 2 pixels along each axis; Gaussian noise, σ 0.4"),
            ],
            InputTransforms.Of(recipe).Rows());
    }

    [Theory]
    [InlineData("cifar10-vq", false)] // over 256 levels already
    [InlineData("mnist", false)]
    [InlineData("seed-cifar10", true)]
    public void Levels_are_spread_where_a_density_scores_them(string recipe, bool spread) =>
        Assert.Equal(spread, InputTransforms.Of(RecipeCatalog.Open(recipe)).Density.Count == 1);

    [Fact]
    public void What_changes_nothing_leaves_the_images_alone()
    {
        using var scope = NewDisposeScope();
        using var random = new RandomStream(1, RandomUse.Training);
        Tensor x = random.Uniform(2, 1, 3, 3);

        Assert.Same(x, ImageTransform.ApplyAll([], x, random));
    }

    [Theory]
    [InlineData(Binarization.Threshold)]
    [InlineData(Binarization.None)]
    public void A_binarisation_within_reading_is_that_of_images_that_were_read(Binarization how)
    {
        using var scope = NewDisposeScope();
        using var random = new RandomStream(1, RandomUse.Training);
        using var images = new ImageTensors(new ImageDataset(
            "made", new ImageShape(1, 2, 2), [0, 127, 128, 255, 3, 200, 100, 129], [0, 1], ["a", "b"]));
        Tensor grey = images.Batch([1, 0], Binarization.None, random).X;

        Tensor read = images.Batch([1, 0], [new Binarize(how)], random).X;

        Assert.Equal(Values.ReadSingle(new Binarize(how).Apply(grey, random)), Values.ReadSingle(read));
    }

    [Fact]
    public void Half_of_the_images_are_mirrored()
    {
        using var scope = NewDisposeScope();
        using var random = new RandomStream(6, RandomUse.Training);
        Tensor x = arange(6f).view(1, 1, 2, 3).repeat(1000, 1, 1, 1);

        Tensor mirrored = new Mirror().Apply(x, random);

        Tensor changed = mirrored.ne(x).flatten(1).any(1);
        Values.Near(0.5, changed.to(ScalarType.Float32).mean().item<float>(), 4.5 * Math.Sqrt(0.25 / 1000));
        Assert.True(mirrored.flip(3)[changed].eq(x[changed]).all().item<bool>());
    }
}
