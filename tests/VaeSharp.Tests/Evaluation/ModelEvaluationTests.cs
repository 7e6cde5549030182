using System.Text.Json.Nodes;
using VaeSharp.Data;
using VaeSharp.Engine;
using VaeSharp.Evaluation;
using VaeSharp.Models;
using VaeSharp.Models.Likelihoods;
using VaeSharp.Models.Networks;
using VaeSharp.Models.Recipes;
using VaeSharp.Nn.Distributions;
using Xunit;
using static TorchSharp.torch;

namespace VaeSharp.Tests.Evaluation;

public sealed class ModelEvaluationTests
{
    private static readonly ImageShape Small = new(1, 4, 5);

    [Fact]
    public void Figures_equal_a_plain_loop_over_images_and_pixels()
    {
        using var scope = NewDisposeScope();
        ImageDataset images = Toys.Images(37, Small);
        Recipe recipe = Toys.Recipe(new BernoulliOptions(), Binarization.Threshold);
        using VariationalAutoencoder model = Toys.Model(recipe, images);

        EvaluationReport report = ModelEvaluation.Evaluate(model, images, recipe, seed: 9);

        (double[] distortion, double[] rate, double squares) = PlainLoop(model, images, seed: 9);
        double[] total = [.. distortion.Zip(rate, (d, r) => d + r)];
        double mean = total.Average();
        double deviation = Math.Sqrt(total.Sum(t => (t - mean) * (t - mean)) / (total.Length - 1));
        Assert.Equal(37, report.Bound.Images);
        Assert.Equal(mean, report.Bound.NegativeElboNats!.Value, 1e-4);
        Assert.Equal(deviation / Math.Sqrt(37), report.Bound.NegativeElboStandardErrorNats!.Value, 1e-4);
        Assert.Equal(distortion.Average(), report.Bound.DistortionNats!.Value, 1e-4);
        Assert.Equal(rate.Average(), report.Bound.RateNats!.Value, 1e-5);
        Assert.Equal(squares / (37 * Small.Values), report.ReconstructionMse, 1e-6);
        Assert.Equal(10 * Math.Log10(1 / report.ReconstructionMse), report.ReconstructionPsnrDecibels!.Value, 1e-9);
    }

    [Fact]
    public void Grey_images_are_compared_with_reconstructions_of_themselves_where_the_recipe_binarises()
    {
        using var scope = NewDisposeScope();
        ImageDataset images = Toys.Images(37, Small);
        Recipe recipe = Toys.Recipe(new BernoulliOptions(), Binarization.Dynamic);
        using VariationalAutoencoder model = Toys.Model(recipe, images);

        EvaluationReport report = ModelEvaluation.Evaluate(model, images, recipe, seed: 9);

        model.eval();
        double squares = Enumerable.Range(0, images.Count).Sum(i =>
        {
            float[] values = [.. images.Image(i).ToArray().Select(level => level / 255f)];
            Tensor x = tensor(values, [1, Small.Channels, Small.Height, Small.Width]);
            Tensor labels = tensor(new long[] { images.Labels[i] });
            return (double)(model.Reconstruct(x, labels) - x).square().sum().item<float>();
        });
        Assert.Equal(squares / (37 * Small.Values), report.GreyReconstructionMse!.Value, 1e-6);
        Assert.NotEqual(report.ReconstructionMse, report.GreyReconstructionMse.Value, 1e-4);
    }

    [Fact]
    public void The_same_seed_gives_the_same_bits_and_another_seed_does_not()
    {
        ImageDataset images = Toys.Images(40, Small);
        Recipe recipe = Toys.Recipe(new BernoulliOptions(), Binarization.Dynamic);
        using VariationalAutoencoder model = Toys.Model(recipe, images);

        EvaluationReport first = ModelEvaluation.Evaluate(model, images, recipe, 3);
        using (rand(100))
        {
            Assert.Equal(first, ModelEvaluation.Evaluate(model, images, recipe, 3));
        }

        EvaluationReport other = ModelEvaluation.Evaluate(model, images, recipe, 4);
        Assert.NotEqual(first.Bound.NegativeElboNats, other.Bound.NegativeElboNats);
        Assert.Equal(first.Bound, ModelEvaluation.EvaluateBound(model, images, recipe, 3));
    }

    [Fact]
    public void A_density_that_is_one_everywhere_costs_eight_bits_and_its_rate()
    {
        ImageDataset images = Toys.Images(20, Small);
        Recipe recipe = Toys.Recipe(new ContinuousBernoulliOptions());
        using VariationalAutoencoder model = Constant(recipe, images);

        EvaluationReport report = ModelEvaluation.Evaluate(model, images, recipe, 1);

        Assert.Equal(0, report.Bound.RateNats!.Value, 1e-6); // q is N(0, I), the prior
        Assert.Equal(0, report.Bound.NegativeElboNats!.Value, 1e-4); // λ = ½ is the uniform density
        Assert.Equal(8, report.BitsPerDimension!.Value, 1e-5);
        Assert.Equal(PixelSupport.UnitInterval, report.Bound.Support);
    }

    [Fact]
    public void Bits_of_256_levels_are_the_bound_over_values_and_ln_2()
    {
        ImageDataset images = Toys.Images(20, Small);
        Recipe recipe = Toys.Recipe(new DiscretizedLogisticOptions());
        using VariationalAutoencoder model = Toys.Model(recipe, images);

        EvaluationReport report = ModelEvaluation.Evaluate(model, images, recipe, 1);

        Assert.Equal(
            report.Bound.NegativeElboNats!.Value / 20 / Math.Log(2), report.BitsPerDimension!.Value, 1e-12);
    }

    [Fact]
    public void A_cross_entropy_is_never_called_a_likelihood()
    {
        ImageDataset images = Toys.Images(20, Small);
        Recipe recipe = Toys.Recipe(new GreyCrossEntropyOptions());
        using VariationalAutoencoder model = Toys.Model(recipe, images);

        JsonNode json = JsonNode.Parse(ReportJson.Write(ModelEvaluation.Evaluate(model, images, recipe, 1)))!;

        JsonObject bound = json["bound"]!.AsObject();
        Assert.DoesNotContain("negativeElboNats", bound);
        Assert.DoesNotContain("distortionNats", bound);
        Assert.DoesNotContain("bitsPerDimension", json.AsObject());
        Assert.Equal("none", (string)bound["measure"]!);
        Assert.Equal(
            (double)bound["crossEntropyNats"]! + (double)bound["rateNats"]!, (double)bound["lossNats"]!, 1e-9);
    }

    [Fact]
    public void The_model_keeps_its_mode_and_its_statistics()
    {
        ImageDataset images = Toys.Images(5, new ImageShape(3, 8, 8));
        Recipe recipe = Toys.Recipe(new OptimalSigmaOptions(), networks: new ResNet18Options());
        using VariationalAutoencoder model = Toys.Model(recipe, images);
        model.train();
        float[] before = Statistics(model);

        ModelEvaluation.Evaluate(model, images, recipe, 1);

        Assert.True(model.training);
        Assert.Equal(before, Statistics(model));
        using Tensor probe = ones(1, requires_grad: true) * 2;
        Assert.True(probe.requires_grad); // gradients are on again
    }

    [Fact]
    public void No_images_are_refused_by_name()
    {
        ImageDataset images = Toys.Images(4, Small);
        Recipe recipe = Toys.Recipe(new BernoulliOptions(), Binarization.Threshold);
        using VariationalAutoencoder model = Toys.Model(recipe, images);

        var fault = Assert.Throws<ArgumentException>(() => ModelEvaluation.Evaluate(model, images.Take(0), recipe, 1));
        Assert.Contains("toy has no images", fault.Message, StringComparison.Ordinal);
    }

    private static float[] Statistics(VariationalAutoencoder model) =>
        [.. model.named_buffers().SelectMany(buffer => Toys.Floats(buffer.buffer))];

    private static VariationalAutoencoder Constant(Recipe recipe, ImageDataset images)
    {
        VariationalAutoencoder model = Toys.Model(recipe, images);
        using var off = no_grad();
        foreach (var parameter in model.parameters())
        {
            parameter.zero_();
        }

        return model;
    }

    // Noise as documented: (seed, evaluation, batch 0), all 37 images in one batch; all else in plain arithmetic.
    private static (double[] Distortion, double[] Rate, double Squares) PlainLoop(
        VariationalAutoencoder model, ImageDataset images, ulong seed)
    {
        using var random = new RandomStream(seed, RandomUse.Evaluation, 0);
        Tensor noise = random.Normal(images.Count, model.Shape.Latents);
        var distortion = new double[images.Count];
        var rate = new double[images.Count];
        double squares = 0;
        for (int i = 0; i < images.Count; i++)
        {
            float[] x = [.. images.Image(i).ToArray().Select(level => level >= 128 ? 1f : 0f)];
            Tensor image = tensor(x, [1, Small.Channels, Small.Height, Small.Width]);
            Tensor label = tensor(new[] { (long)images.Labels[i] });
            var q = (DiagonalGaussian)model.Encode(image, label).Posterior;
            float[] mean = Toys.Floats(q.Mean);
            float[] logVariance = Toys.Floats(q.LogVariance);
            float[] epsilon = Toys.Floats(noise[i]);
            float[] z = [.. mean.Select((m, d) => m + (MathF.Exp(logVariance[d] / 2) * epsilon[d]))];
            rate[i] = mean.Select((m, d) => 0.5 * (Math.Exp(logVariance[d]) + (m * m) - 1 - logVariance[d])).Sum();
            float[] p = Toys.Floats(model.Decode(tensor(z, [1, z.Length]), label).Mean);
            distortion[i] = -x.Select((v, j) => Math.Log(v > 0 ? p[j] : 1 - p[j])).Sum();
            float[] shown = Toys.Floats(model.Decode(q.Mean, label).Mean);
            squares += x.Select((v, j) => (double)(v - shown[j]) * (v - shown[j])).Sum();
        }

        return (distortion, rate, squares);
    }
}
