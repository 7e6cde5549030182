using VaeSharp.Data;
using VaeSharp.Evaluation;
using Xunit;

namespace VaeSharp.Tests.Evaluation;

public sealed class JudgeClassifierTests
{
    [Fact]
    public void It_classifies_at_least_97_of_100_unseen_digits_correctly()
    {
        DatasetSplits mnist = DatasetCatalog.Open(new DatasetRequest("mnist", ValidationCount: 0));
        using JudgeClassifier judge = JudgeClassifier.Train(mnist.Train, seed: 1);
        Assert.InRange(judge.Accuracy(mnist.Test), 0.97, 1);
    }

    [Fact]
    public void The_same_seed_makes_the_same_judge()
    {
        ImageDataset images = Toys.Images(300, new ImageShape(3, 9, 10));
        using JudgeClassifier first = JudgeClassifier.Train(images, seed: 1, epochs: 5);
        using JudgeClassifier second = JudgeClassifier.Train(images, seed: 1, epochs: 5);
        using var scope = TorchSharp.torch.NewDisposeScope();
        var x = TorchSharp.torch.rand(50, 3, 9, 10);
        Assert.Equal(Toys.Floats(first.Classify(x)), Toys.Floats(second.Classify(x)));
    }
}
