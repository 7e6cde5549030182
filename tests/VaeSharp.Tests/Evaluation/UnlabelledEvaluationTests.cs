using VaeSharp.Data;
using VaeSharp.Evaluation;
using VaeSharp.Models;
using VaeSharp.Models.Likelihoods;
using VaeSharp.Models.Recipes;
using VaeSharp.Tests.Models;
using VaeSharp.Tests.Nn.Distributions;
using Xunit;
using static TorchSharp.torch;

namespace VaeSharp.Tests.Evaluation;

/// <summary>Figures of a model that names the class itself: no label is read, and every class is asked about.</summary>
public sealed class UnlabelledEvaluationTests
{
    private const int Classes = 3;

    // Rows of two pixels and an offset for each class, such that no pair of pixels makes two classes equally probable.
    private static readonly double[] Rows = [1.3, -0.7, -0.9, 0.4, 0.2, 0.8];
    private static readonly double[] Offsets = [0.1, 0.2, -0.31];

    private static Recipe Recipe { get; } = Toys.Recipe(new LearnedSigmaOptions(-0.3), latents: 1);

    // Black pixels, and white ones, are twice as likely in one class as in another: a mean of logarithms would not do.
    [Theory]
    [InlineData(0.9, 0.05, 0.05, 0)]
    [InlineData(0.2, 0.3, 0.5, 0)]
    [InlineData(0.9, 0.05, 0.05, 255)]
    [InlineData(0.2, 0.3, 0.5, 255)]
    public void Estimate_is_the_exact_evidence_whatever_the_classifier_thinks(double a, double b, double c, int level)
    {
        using var scope = NewDisposeScope();
        Classifier constant = Linear(new double[2 * Classes], [Math.Log(a), Math.Log(b), Math.Log(c)]);
        using VariationalAutoencoder model = UnlabelledBoundTests.Model(widen: 0.7, constant);

        // A batch of 1,000 values lets 400 samples pass at a time.
        LikelihoodEstimate estimate = LikelihoodEstimate.Of(model, Copies(500, (byte)level), Recipe, samples: 500, seed: 1);

        double evidence = UnlabelledBoundTests.LogEvidence([level / 255.0, level / 255.0]);
        Values.Near(-evidence, estimate.NegativeLogLikelihoodNats, (4 * estimate.StandardErrorNats) + 0.001);
        Assert.InRange(estimate.StandardErrorNats, 1e-5, 0.01);
    }

    [Fact]
    public void Classification_error_is_the_share_of_images_whose_class_is_not_the_most_probable()
    {
        using var scope = NewDisposeScope();
        ImageDataset images = Toys.Images(700, new ImageShape(1, 1, 2), Classes); // two batches
        using VariationalAutoencoder model = UnlabelledBoundTests.Model(widen: 0, Linear(Rows, Offsets));

        EvaluationReport report = ModelEvaluation.Evaluate(model, images, Recipe, seed: 2);

        int[] named = [.. Enumerable.Range(0, 700).Select(i => MostProbable(images.Image(i).ToArray()))];
        int wrong = named.Zip(images.Labels).Count(pair => pair.First != pair.Second);
        Assert.Equal([0, 1, 2], named.Distinct().Order());
        Assert.InRange(wrong, 1, 699);
        Assert.Equal(wrong / 700.0, report.ClassificationError!.Value, 1e-12);
    }

    private static int MostProbable(byte[] pixels) => Enumerable.Range(0, Classes).MaxBy(y =>
        Offsets[y] + (((Rows[2 * y] * pixels[0]) + (Rows[(2 * y) + 1] * pixels[1])) / 255));

    // One image of two equal pixels, with labels that say nothing of it.
    private static ImageDataset Copies(int count, byte level) => new(
        "one", new ImageShape(1, 1, 2), [.. Enumerable.Repeat(level, 2 * count)],
        [.. Enumerable.Range(0, count).Select(i => (byte)(i % Classes))], ["a", "b", "c"]);

    // q(y|x) of affine logits of the two pixels.
    private static Classifier Linear(double[] rows, double[] offsets)
    {
        using var mode = no_grad();
        var classifier = new Classifier(new PixelEncoder(), Classes);
        foreach ((string name, Tensor parameter) in classifier.named_parameters())
        {
            float[] values = [.. (name == "head.bias" ? offsets : rows).Select(v => (float)v)];
            parameter.copy_(tensor(values).view(parameter.shape));
        }

        return classifier;
    }

    private sealed class PixelEncoder() : Encoder(nameof(PixelEncoder), 2)
    {
        public override Tensor forward(Tensor x, Tensor? y) => x.flatten(1);
    }
}
