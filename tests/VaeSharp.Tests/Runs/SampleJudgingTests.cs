using VaeSharp.Cli.Runs;
using VaeSharp.Data;
using VaeSharp.Evaluation;
using VaeSharp.Models;
using VaeSharp.Runs;
using VaeSharp.Tests.Cli;
using Xunit;
using static TorchSharp.torch;

namespace VaeSharp.Tests.Runs;

public sealed class SampleJudgingTests
{
    [Fact]
    public void Digits_of_the_model_that_comes_along_are_recognised_nearly_as_often_as_real_ones()
    {
        using TrainedModel model = TrainedModel.Open(RunRoot.Find("shipped:mnist"), "cpu");
        DatasetSplits mnist = DatasetCatalog.Open(new DatasetRequest("mnist", ValidationCount: 0));

        JudgedSamples found = SampleJudging.Of(model, mnist with { Test = mnist.Test.Take(2000) })!;

        Assert.Equal(1000, found.Samples);
        Assert.Equal("mnist-judge", found.Judge);
        Assert.InRange(found.ClassifierAccuracy, 0.99, 1);
        Assert.InRange(found.Share, 0.9, 1);
    }

    [Fact]
    public void The_share_counts_images_that_are_named_as_they_were_asked_for()
    {
        using var tiny = new TinyRun();
        using TrainedModel model = TrainedModel.Open(tiny.Location);
        DatasetSplits images = tiny.Images();
        using JudgeClassifier judge = Judges.For(images.Train, model.Device);
        int named = 0;
        foreach (SampledImage image in new ModelSamples { Seed = 7 }.Generate(model, SampleJudging.Samples))
        {
            using var scope = NewDisposeScope();
            Tensor x = tensor(image.Planes, [1, 1, 8, 8]).to(ScalarType.Float32) / 255;
            named += judge.Classify(x).item<long>() == image.Label ? 1 : 0;
        }

        JudgedSamples found = SampleJudging.Of(model, images, seed: 7)!;

        Assert.InRange(Math.Abs((found.Share * found.Samples) - named), 0, 5); // pixels are whole numbers there
        Assert.Equal(judge.Accuracy(images.Test), found.ClassifierAccuracy);
    }

    [Theory]
    [InlineData(LabelUse.None)]
    [InlineData(LabelUse.Encoder)]
    public void A_model_that_does_not_generate_by_label_is_not_judged(LabelUse labels)
    {
        using var tiny = new TinyRun(labels);
        using TrainedModel model = TrainedModel.Open(tiny.Location);

        Assert.Null(SampleJudging.Of(model, tiny.Images()));
    }

    [Theory]
    [InlineData(0.97, 1000, 0.00539)]
    [InlineData(0.5, 100, 0.05)]
    [InlineData(1, 1000, 0)]
    public void The_standard_error_is_that_of_a_binomial_share(double share, int samples, double error) =>
        Assert.Equal(error, new JudgedSamples(samples, share, ClassifierAccuracy: 1, Seed: 0).StandardError, 5);
}
