using VaeSharp.Data;
using VaeSharp.Evaluation;
using VaeSharp.Models;
using VaeSharp.Models.Likelihoods;
using VaeSharp.Models.Recipes;
using Xunit;

namespace VaeSharp.Tests.Evaluation;

public sealed class RelabellingTests
{
    private static readonly Recipe Conditional = Toys.Recipe(new BernoulliOptions(), Binarization.Threshold);

    [Fact]
    public void A_wrong_label_is_never_the_right_one_and_any_other_as_often()
    {
        ImageDataset images = Toys.Images(12_000, new ImageShape(1, 1, 1));
        byte[] wrong = Relabelling.WrongLabels(images, 8);
        var counts = new int[4, 4];
        for (int i = 0; i < wrong.Length; i++)
        {
            counts[images.Labels[i], wrong[i]]++;
        }

        for (int label = 0; label < 4; label++)
        {
            for (int given = 0; given < 4; given++)
            {
                int expected = label == given ? 0 : 1000;
                Assert.InRange(counts[label, given], expected - 130, expected == 0 ? 0 : 1130); // five deviations
            }
        }

        Assert.Equal(wrong, Relabelling.WrongLabels(images, 8));
    }

    [Fact]
    public void Both_halves_are_plain_evaluations_with_the_same_noise()
    {
        ImageDataset images = Toys.Images(30, new ImageShape(1, 4, 5));
        using VariationalAutoencoder model = Toys.Model(Conditional, images);

        RelabellingReport report = Relabelling.Evaluate(model, images, Conditional, 6);

        var mistaken = new ImageDataset("toy", images.Shape, images.Pixels, report.WrongLabels, images.ClassNames);
        EvaluationReport right = ModelEvaluation.Evaluate(model, images, Conditional, 6);
        EvaluationReport wrong = ModelEvaluation.Evaluate(model, mistaken, Conditional, 6);
        Assert.Equal(right.Bound, report.Right.Bound);
        Assert.Equal(wrong.Bound, report.Wrong.Bound);
        Assert.Equal(right.ReconstructionMse, report.Right.Reconstruction.Mse);
        Assert.Equal(wrong.ReconstructionMse - right.ReconstructionMse, report.ReconstructionMseGap);
        Assert.Equal(wrong.Bound.NegativeElboNats - right.Bound.NegativeElboNats, report.LossGapNats);
        double? distortionGap = wrong.Bound.DistortionNats - right.Bound.DistortionNats;
        Assert.Equal(distortionGap!.Value, report.DistortionGapNats, 1e-9);
    }

    [Fact]
    public void A_model_that_ignores_its_label_has_no_gap()
    {
        ImageDataset images = Toys.Images(30, new ImageShape(1, 4, 5));
        using VariationalAutoencoder model = Toys.Model(Conditional, images);
        using (TorchSharp.torch.no_grad())
        {
            foreach ((string name, var parameter) in model.named_parameters())
            {
                if (name.Contains(".label.", StringComparison.Ordinal))
                {
                    parameter.zero_();
                }
            }
        }

        using JudgeClassifier judge = JudgeClassifier.Train(images, seed: 1, epochs: 1);
        RelabellingReport report = Relabelling.Evaluate(model, images, Conditional, 6, judge);

        Assert.Equal(0, report.LossGapNats);
        Assert.Equal(0, report.ReconstructionMseGap);
        Assert.Equal(report.Right.JudgedActual, report.Right.JudgedGiven);
        Assert.Equal(report.Right.JudgedActual, report.Wrong.JudgedActual);
    }

    [Fact]
    public void A_model_without_labels_is_refused()
    {
        ImageDataset images = Toys.Images(3, new ImageShape(1, 4, 5));
        Recipe recipe = Toys.Recipe(new BernoulliOptions(), Binarization.Threshold, LabelUse.None);
        using VariationalAutoencoder model = Toys.Model(recipe, images);
        var fault = Assert.Throws<ArgumentException>(() => Relabelling.Evaluate(model, images, recipe, 1));
        Assert.Contains("labels: none", fault.Message, StringComparison.Ordinal);
    }
}
