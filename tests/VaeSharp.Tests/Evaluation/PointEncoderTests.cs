using VaeSharp.Data;
using VaeSharp.Engine;
using VaeSharp.Evaluation;
using VaeSharp.Models;
using VaeSharp.Models.Likelihoods;
using VaeSharp.Models.Recipes;
using VaeSharp.Nn.Distributions;
using VaeSharp.Runs;
using VaeSharp.Training;
using VaeSharp.Training.Objectives;
using Xunit;
using static TorchSharp.torch;

namespace VaeSharp.Tests.Evaluation;

/// <summary>An autoencoder without noise has no ELBO, and no figure of it pretends to be one.</summary>
public sealed class PointEncoderTests
{
    private static readonly ImageDataset Images = Toys.Images(30, new ImageShape(1, 4, 5));

    [Fact]
    public void Evaluation_reports_the_distortion_at_the_encoders_point_and_says_why_there_is_no_bound()
    {
        using var scope = NewDisposeScope();
        Recipe recipe = Of(new BernoulliOptions(), Binarization.Threshold);
        using VariationalAutoencoder model = Toys.Model(recipe, Images);

        EvaluationReport report = ModelEvaluation.Evaluate(model, Images, recipe, seed: 1);

        using var tensors = new ImageTensors(Images);
        using var random = new RandomStream(0, RandomUse.Evaluation);
        (Tensor x, Tensor y) = tensors.Batch([.. Enumerable.Range(0, 30)], Binarization.Threshold, random);
        double distortion = -model.Decode(model.Encode(x, y).Mean, y).LogProbability(x).mean().item<float>();
        Assert.Equal(distortion, report.Bound.DistortionNats!.Value, 1e-4);
        Assert.Equal(distortion, report.Bound.CriterionNats, 1e-4);
        Assert.Contains("no ELBO", report.Bound.WhyNoBound, StringComparison.Ordinal);
        Assert.Null(report.Bound.NegativeElboNats);
        Assert.Null(report.Bound.RateNats);
        Assert.Null(report.Bound.LossNats);
        Assert.Null(report.BitsPerDimension);
        Assert.Equal(0, report.Bound.PosteriorSamples);
        Assert.Equal(report.Bound, ModelEvaluation.EvaluateBound(model, Images, recipe, seed: 2) with { Seed = 1 });
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void No_row_of_the_table_calls_a_figure_a_bound_a_rate_or_bits(bool likelihood)
    {
        Recipe recipe = Of(likelihood ? new DiscretizedLogisticOptions() : new GreyCrossEntropyOptions());
        using VariationalAutoencoder model = Toys.Model(recipe, Images);

        EvaluationRow[] rows = [.. EvaluationRows.Of(ModelEvaluation.Evaluate(model, Images, recipe, 1))];

        Assert.Equal(
            [likelihood ? "distortion" : "cross-entropy", "bound on log p(x)", "active units", "reconstruction", "measured on"],
            rows.Select(row => row.Name));
        Assert.StartsWith("none: the encoder gives one point", rows[1].Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Likelihood_is_not_estimated_as_there_is_nothing_to_sample()
    {
        Recipe recipe = Of(new DiscretizedLogisticOptions());
        using VariationalAutoencoder model = Toys.Model(recipe, Images);

        Assert.Throws<ArgumentException>(() => LikelihoodEstimate.Of(model, Images, recipe, 10, seed: 1));
    }

    [Fact]
    public void Latents_are_the_encoders_points_without_noise_variances_or_rates()
    {
        using var scope = NewDisposeScope();
        Recipe recipe = Of(new DiscretizedLogisticOptions());
        using VariationalAutoencoder model = Toys.Model(recipe, Images);

        Encodings encodings = Encodings.Of(model, Images, recipe, seed: 1);
        Tensor draws = PosteriorSamples.Of(model, Images, recipe, 1, seed: 1);

        Assert.Null(encodings.LogVariances);
        Assert.Equal(encodings.Means, Toys.Floats(draws));
    }

    [Fact]
    public void Training_and_validation_losses_are_named_by_what_they_are()
    {
        Assert.Equal(new LossNames("−ELBO", "−ELBO"), Names(new ElboOptions()));
        Assert.Equal(new LossNames("loss (a bound)", "−ELBO"), Names(new ElboOptions(Beta: 4)));
        Assert.Equal(new LossNames("loss (no bound)", "−ELBO"), Names(new BetaTcOptions(6)));
        Assert.Equal(new LossNames("loss (a bound)", "−bound of 5 samples"), Names(new IwaeOptions(5)));
        Assert.Equal(
            new LossNames("loss (no bound)", "−ELBO"),
            LossNames.Of(Of(new OptimalSigmaOptions()) with { Objective = new ElboOptions() }, PixelSupport.RealLine, givenLabels: false));
        Assert.Equal(new LossNames("loss (no bound)", "reconstruction (no bound)"), Names(new RaeL2Options(1, 1)));
        Assert.Equal(
            new LossNames("cross-entropy + rate", "cross-entropy + rate"),
            LossNames.Of(Of(new GreyCrossEntropyOptions()) with { Objective = new ElboOptions() }, PixelSupport.None, givenLabels: false));
        Assert.Equal("−ELBO 5.00 = distortion 3.00 + rate 2.00", LossNames.Figures("−ELBO", new EpochFigures(5, 3, 2)));
        Assert.Equal(
            "loss (no bound) 9.00, distortion 3.00, rate 2.00",
            LossNames.Figures("loss (no bound)", new EpochFigures(9, 3, 2)));
        Assert.Equal(
            "loss (no bound) 9.00, distortion 3.00", LossNames.Figures("loss (no bound)", new EpochFigures(9, 3, null)));
    }

    [Fact]
    public void A_bound_on_the_probability_given_the_label_says_so()
    {
        Assert.Equal(new LossNames("−ELBO given y", "−ELBO given y"), Names(new ElboOptions(), givenLabels: true));
        Assert.Equal(
            new LossNames("loss (a bound)", "−bound of 5 samples given y"), Names(new IwaeOptions(5), givenLabels: true));
        Assert.Equal("−ELBO", Names(new SemiSupervisedOptions(100, 20), givenLabels: true).Validation);
        Assert.Equal("−ELBO given y 5.00 = distortion 3.00 + rate 2.00", LossNames.Figures("−ELBO given y", new EpochFigures(5, 3, 2)));
    }

    private static LossNames Names(ObjectiveOptions objective, bool givenLabels = false) =>
        LossNames.Of(Of(new BernoulliOptions()) with { Objective = objective }, PixelSupport.Binary, givenLabels);

    private static Recipe Of(LikelihoodOptions likelihood, Binarization binarization = Binarization.None) =>
        Toys.Recipe(likelihood, binarization) with { Objective = new RaeGpOptions(0.1, 0.1) };
}
