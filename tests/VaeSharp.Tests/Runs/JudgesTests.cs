using VaeSharp.Data;
using VaeSharp.Evaluation;
using VaeSharp.Runs;
using VaeSharp.Tests.Evaluation;
using Xunit;
using static TorchSharp.torch;

namespace VaeSharp.Tests.Runs;

public sealed class JudgesTests
{
    [Fact]
    public void Digits_are_judged_by_the_classifier_that_comes_along_and_is_as_good_as_its_card_says()
    {
        DatasetSplits mnist = DatasetCatalog.Open(new DatasetRequest("mnist", ValidationCount: 0));
        using JudgeClassifier judge = Judges.For(mnist.Train, CPU);

        Assert.Equal("mnist-judge", judge.Name);
        Assert.InRange(judge.Accuracy(mnist.Test), 0.994, 1);
    }

    [Fact]
    public void Other_images_are_judged_by_a_small_one_that_learns_from_them()
    {
        using JudgeClassifier judge = Judges.For(Toys.Images(100, new ImageShape(1, 8, 8)), CPU);

        Assert.Null(judge.Name);
    }

    // Its name alone does not make a data set what it was.
    [Fact]
    public void Images_of_the_same_name_and_another_shape_have_a_small_one_too()
    {
        ImageDataset toys = Toys.Images(100, new ImageShape(1, 8, 8));
        using JudgeClassifier judge = Judges.For(new ImageDataset("mnist", toys.Shape, toys.Pixels, toys.Labels, toys.ClassNames), CPU);

        Assert.Null(judge.Name);
    }

    [Fact]
    public void A_mirror_image_is_judged_as_the_image_where_both_are_asked()
    {
        using var scope = NewDisposeScope();
        VaeSharp.Models.Judges.JudgeRecipe recipe = VaeSharp.Models.Judges.JudgeCatalog.Open("cifar10-judge", "judge.stem=16", "judge.channels=[16]");
        ImageShape shape = new(3, 8, 8);
        var network = VaeSharp.Models.Judges.JudgeNetwork.Create(recipe.Judge, shape, 3, seed: 1);
        network.eval();
        using JudgeClassifier judge = JudgeClassifier.Of("x", new(recipe, network, shape, ["a", "b", "c"]));
        Tensor x = rand(4, 3, 8, 8);

        Tensor both = judge.Probabilities(x);

        Assert.InRange((both - judge.Probabilities(x.flip(3))).abs().max().item<float>(), 0, 1e-6);
        Assert.InRange((both.sum(1) - 1).abs().max().item<float>(), 0, 1e-5);
    }
}
