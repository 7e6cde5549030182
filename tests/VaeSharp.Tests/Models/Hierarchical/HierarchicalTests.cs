using VaeSharp.Data;
using VaeSharp.Engine;
using VaeSharp.Evaluation;
using VaeSharp.Models;
using VaeSharp.Models.Hierarchical;
using VaeSharp.Models.Recipes;
using VaeSharp.Nn.Distributions;
using VaeSharp.Tests.Nn.Distributions;
using Xunit;
using static TorchSharp.torch;

namespace VaeSharp.Tests.Models.Hierarchical;

/// <summary>A ladder is one distribution over all of its latents, whichever way it is walked.</summary>
public sealed class HierarchicalTests
{
    private static readonly ImageShape FourPixels = new(1, 2, 2);

    [Fact]
    public void Resolutions_halve_and_round_up()
    {
        var plan = new HierarchicalPlan([3, 2, 1], 8, 4, Blocks: 1, Channels: 2);

        Assert.Equal([(14, 14), (7, 7), (4, 4)], plan.Sizes(new ImageShape(1, 28, 28)));
        Assert.Equal([2, 1, 1, 0, 0, 0], plan.Resolutions);
    }

    [Fact]
    public void At_first_every_prior_is_a_standard_normal()
    {
        using var scope = NewDisposeScope();
        using VariationalAutoencoder model = Model([1, 1], new ImageShape(1, 4, 4), shake: 0);
        using var random = new RandomStream(1, RandomUse.Sampling);

        double[] z = Values.Read(model.SampleLatents(2000, null, random)); // [2000, 5]

        Values.Near(0, z.Average(), 0.05);
        Values.Near(1, z.Average(v => v * v), 0.05);
    }

    [Fact]
    public void A_posterior_that_changes_nothing_is_the_prior()
    {
        using var scope = NewDisposeScope();
        using VariationalAutoencoder model = Model([2, 1], new ImageShape(1, 8, 8), shake: 0.3);
        using var random = new RandomStream(5, RandomUse.Evaluation);
        Tensor x = random.Uniform(3, 1, 8, 8).round();
        double before = model.Elbo(x, null, random).Rate.min().item<float>();

        using (no_grad())
        {
            foreach ((string name, Tensor weight) in model.named_parameters())
            {
                if (name.Contains(".posterior.widen.", StringComparison.Ordinal))
                {
                    weight.zero_();
                }
            }
        }

        Assert.True(before > 0);
        Assert.All(Values.Read(model.Elbo(x, null, random).Rate), rate => Assert.Equal(0, rate));
    }

    [Fact]
    public void Temperature_of_a_resolution_scales_its_own_groups()
    {
        using var scope = NewDisposeScope();
        using VariationalAutoencoder model = Model([1, 1], new ImageShape(1, 4, 4), shake: 0);
        using var random = new RandomStream(1, RandomUse.Sampling);

        Tensor z = model.SampleLatents(2000, null, random, new Temperature(0.5, 0)); // coarse, fine

        Values.Near(0.25, Values.Read(z[.., ..1]).Average(v => v * v), 0.03);
        Assert.All(Values.Read(z[.., 1..]), v => Assert.Equal(0, v));
        Assert.Throws<ArgumentException>(() => model.SampleLatents(1, null, random, new Temperature(1, 1, 1)));
    }

    [Fact]
    public void Report_counts_the_rate_by_groups()
    {
        using var scope = NewDisposeScope();
        var shape = new ImageShape(1, 8, 8);
        using VariationalAutoencoder model = Model([1, 2], shape, shake: 0.2);
        Recipe recipe = TinyRecipe.Of(new HierarchicalOptions([1, 2], 8, 4, 1), data: new DataOptions("tiny", Binarization.Threshold));

        BoundReport report = ModelEvaluation.EvaluateBound(model, TinyRecipe.Images(20, shape), recipe, seed: 0);

        Assert.Equal([(2, 2), (2, 2), (4, 4)], report.Groups!.Select(g => (g.Height, g.Width)));
        Values.Near(report.RateNats!.Value, report.Groups!.Sum(g => g.RateNats), 1e-6, 1e-6);
        Assert.All(report.Groups!, g => Assert.True(g.RateNats > 0));
    }

    [Fact]
    public void Evidence_of_all_images_sums_to_1_and_exceeds_the_elbo()
    {
        using var scope = NewDisposeScope();
        using VariationalAutoencoder model = Model([2], FourPixels, shake: 0.3);
        using var random = new RandomStream(2, RandomUse.Evaluation);
        Tensor images = AllImages(); // [16, 1, 2, 2]

        double[] evidence = Values.Read(model.SampleImportanceWeights(images, null, random, 4000).Bound()[0]);
        double[] elbo = Values.Read(model.SampleImportanceWeights(images, null, random, 4000).MeanElbo().Value);

        Values.Near(1, evidence.Sum(Math.Exp), 0.01);
        Assert.All(elbo.Zip(evidence), pair => Assert.True(pair.First < pair.Second, $"{pair}"));
    }

    [Fact]
    public void Weights_of_the_posterior_give_what_draws_from_the_prior_give()
    {
        using var scope = NewDisposeScope();
        using VariationalAutoencoder model = Model([2], FourPixels, shake: 0.3);
        using var random = new RandomStream(3, RandomUse.Evaluation);
        Tensor images = AllImages();
        double[] weighed = Values.Read(model.SampleImportanceWeights(images, null, random, 4000).Bound()[0].exp());

        const int draws = 40_000;
        PixelDistribution p = model.Decode(model.SampleLatents(draws, null, random));
        for (int i = 0; i < 16; i++)
        {
            double drawn = p.LogProbability(images[i].expand(draws, -1, -1, -1)).exp().mean().item<float>();
            Values.Near(drawn, weighed[i], 0.002, 0.03);
        }
    }

    [Fact]
    public void Rate_is_the_mean_of_log_q_over_p_channel_by_channel()
    {
        using var scope = NewDisposeScope();
        using VariationalAutoencoder model = Model([1, 1], new ImageShape(1, 4, 4), shake: 0.2, channels: 3);
        using var random = new RandomStream(4, RandomUse.Evaluation);
        Tensor x = random.Uniform(1, 1, 4, 4).round();
        const int samples = 20_000;

        ImportanceWeights weights = model.SampleImportanceWeights(x, null, random, samples);
        Elbo elbo = model.Elbo(x.expand(samples, -1, -1, -1), null, random);

        Assert.Equal([samples, 6], elbo.RatePerDimension.shape); // two groups of three channels
        Tensor ratio = weights.LogPosterior - weights.LogPrior;
        double error = ratio.std().item<float>() / Math.Sqrt(samples);
        Values.Near(ratio.mean().item<float>(), elbo.Rate.mean().item<float>(), 4 * error);
    }

    // Two groups of two channels, the first on one place, the second on four; only the numbers of one channel of q differ
    // from p's.
    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    [InlineData(1, 1)]
    public void A_channel_that_tells_something_has_its_own_rate(int group, int channel)
    {
        using var scope = NewDisposeScope();
        using VariationalAutoencoder model = Model([1, 1], new ImageShape(1, 4, 4), shake: 0, channels: 2);
        using var mode = no_grad();
        foreach ((string name, Tensor parameter) in model.named_parameters())
        {
            if (name.Contains(".posterior.widen.", StringComparison.Ordinal))
            {
                parameter.zero_();
                if (name == $"decoder.groups.{group}.posterior.widen.affine.bias")
                {
                    parameter[channel].fill_(0.5); // two of Δμ, then two of Δ log σ²
                }
            }
        }

        using var random = new RandomStream(4, RandomUse.Evaluation);
        double[] rates = Values.Read(model.Elbo(random.Uniform(1, 1, 4, 4).round(), null, random).RatePerDimension[0]);

        double[] expected = new double[4];
        double change = 10 * Math.Tanh(0.05);
        expected[(2 * group) + channel] = (group == 0 ? 1 : 4) * change * change / 2;
        Assert.All(rates.Zip(expected), pair => Values.Near(pair.Second, pair.First, 1e-5));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(2, 3)]
    [InlineData(-7, -9)]
    public void Rate_of_a_change_is_the_same_whatever_the_prior(double mean, double logVariance)
    {
        using var scope = NewDisposeScope();
        using var mode = no_grad();
        using var random = new RandomStream(6, RandomUse.Evaluation);
        using HierarchicalGroup group = Group(random);
        (Tensor h, Tensor seen) = (random.Normal(2, 8, 4, 4), random.Normal(2, 8, 4, 4));
        var p = new DiagonalGaussian(full(2, 48, (float)mean), full(2, 48, (float)logVariance));

        DiagonalGaussian change = group.Posterior(DiagonalGaussian.Standard(48), h, seen);
        DiagonalGaussian q = group.Posterior(p, h, seen);

        double[] expected = Values.Read(change.KlDivergence(DiagonalGaussian.Standard(48)));
        Assert.All(expected, rate => Assert.True(rate > 0.1, $"{rate}"));
        Assert.All(Values.Read(q.KlDivergence(p)).Zip(expected), pair => Values.Near(pair.Second, pair.First, 1e-3, 1e-3));
    }

    [Fact]
    public void Numbers_of_a_group_stay_bounded_whatever_its_features()
    {
        using var scope = NewDisposeScope();
        using var mode = no_grad();
        using var random = new RandomStream(7, RandomUse.Evaluation);
        using HierarchicalGroup group = Group(random);
        (DiagonalGaussian p, _) = group.Before(random.Normal(2, 8, 4, 4) * 1e6);

        Assert.InRange(p.Mean.abs().max().item<float>(), 9.9, 10.00001);
        Assert.InRange(p.LogVariance.abs().max().item<float>(), 9.9, 10.00001);
    }

    [Fact]
    public void Log_probability_of_a_draw_is_what_the_draw_says()
    {
        using var scope = NewDisposeScope();
        using VariationalAutoencoder model = Model([1, 2], new ImageShape(1, 5, 6), shake: 0.2);
        using var random = new RandomStream(5, RandomUse.Evaluation);
        LatentDistribution q = model.Encode(random.Uniform(3, 1, 5, 6).round()).Posterior;

        (Tensor Z, Tensor LogProbability) drawn = q.SampleWithLogProbability(random);

        Assert.Equal([3, model.Shape.Latents], drawn.Z.shape);
        Assert.True(q.LogProbability(drawn.Z).allclose(drawn.LogProbability, rtol: 1e-4, atol: 1e-4));
        Assert.True(q.Sample(random, temperature: 0).allclose(q.Mean));
        Assert.True(q.Repeat(2).Mean.allclose(q.Mean.repeat(2, 1), rtol: 1e-4, atol: 1e-5));
    }

    [Fact]
    public void Weights_of_latents_that_were_drawn_before_are_those_of_drawing_them()
    {
        using var scope = NewDisposeScope();
        using VariationalAutoencoder model = Model([1, 2], new ImageShape(1, 5, 6), shake: 0.2);
        using var random = new RandomStream(8, RandomUse.Evaluation);
        Tensor x = random.Uniform(3, 1, 5, 6).round();

        (ImportanceWeights all, ImportanceWeights kept) = model.Encode(x).Resample(x, random, samples: 1, kept: 1);

        Assert.True(kept.Log.allclose(all.Log, rtol: 1e-5, atol: 1e-4));
        Assert.True(kept.LogPosterior.isfinite().all().item<bool>());
    }

    [Fact]
    public void Gradients_of_a_detached_posterior_reach_the_latents_and_no_weight()
    {
        using var scope = NewDisposeScope();
        using VariationalAutoencoder model = Model([1, 2], new ImageShape(1, 5, 6), shake: 0.2);
        using var random = new RandomStream(9, RandomUse.Evaluation);
        LatentDistribution q = model.Encode(random.Uniform(3, 1, 5, 6).round()).Posterior;
        Tensor z = q.Sample(random).detach().requires_grad_(true);
        Tensor slope = autograd.grad([q.LogProbability(z).sum()], [z])[0];

        Tensor log = q.Detach().LogProbability(z);
        log.sum().backward();

        Assert.True(log.allclose(q.LogProbability(z), rtol: 1e-5, atol: 1e-4));
        Assert.True(z.grad!.allclose(slope, rtol: 1e-4, atol: 1e-4));
        Assert.All(model.parameters(), weight => Assert.True(weight.grad is null && weight.requires_grad));
    }

    [Fact]
    public void A_gradient_estimator_that_leaves_out_weights_of_the_posterior_is_refused()
    {
        using var scope = NewDisposeScope();
        using VariationalAutoencoder model = Model([1, 2], new ImageShape(1, 5, 6), shake: 0.2);
        using var random = new RandomStream(9, RandomUse.Evaluation);
        Tensor x = zeros(2, 1, 5, 6);

        var fault = Assert.Throws<ArgumentException>(
            () => model.SampleImportanceWeights(x, null, random, 3, estimator: GradientEstimator.DoublyReparameterized));

        Assert.Contains("Reparameterized", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Elbo_is_that_of_decoding_its_own_sample()
    {
        using var scope = NewDisposeScope();
        using VariationalAutoencoder model = Model([2, 1], new ImageShape(1, 5, 6), shake: 0.2);
        using var random = new RandomStream(6, RandomUse.Evaluation);
        Tensor x = random.Uniform(3, 1, 5, 6).round();

        Elbo elbo = model.Elbo(x, null, random);

        Tensor decoded = -model.Decode(elbo.Z!).LogProbability(x);
        Assert.True(decoded.allclose(elbo.Distortion, rtol: 1e-4, atol: 1e-4));
    }

    [Fact]
    public void Labels_reach_the_way_up_and_the_way_down()
    {
        using var scope = NewDisposeScope();
        using VariationalAutoencoder model = Model([1, 1], new ImageShape(1, 4, 4), 0.2, LabelUse.Both);
        using var random = new RandomStream(7, RandomUse.Evaluation);
        Tensor x = random.Uniform(1, 1, 4, 4).round();
        Tensor z = random.Normal(1, model.Shape.Latents);

        Assert.False(Means(0).allclose(Means(1)));
        Assert.False(Pixels(0).allclose(Pixels(1)));

        Tensor Means(long label) => model.Encode(x, tensor([label])).Mean;

        Tensor Pixels(long label) => model.Decode(z, tensor([label])).Mean;
    }

    // Of three channels, with weights that matter.
    private static HierarchicalGroup Group(RandomStream random)
    {
        var group = new HierarchicalGroup(new HierarchicalPlan([1], 8, 4, 1, 3), 1);
        foreach (Tensor parameter in group.parameters())
        {
            parameter.copy_(0.5 * random.Normal(parameter.shape));
        }

        return group;
    }

    private static Tensor AllImages() => tensor(
        [.. Enumerable.Range(0, 16).SelectMany(i => Enumerable.Range(0, 4).Select(bit => (float)((i >> bit) & 1)))],
        [16, 1, 2, 2]);

    private static VariationalAutoencoder Model(
        IReadOnlyList<int> groups, ImageShape shape, double shake, LabelUse labels = LabelUse.None, int channels = 1)
    {
        Recipe recipe = TinyRecipe.Of(
            new HierarchicalOptions(groups, Width: 8, Bottleneck: 4, Blocks: 1), labels: labels, latents: channels);
        VariationalAutoencoder model = ModelFactory.Create(recipe, shape, classes: 3, seed: 8);
        model.eval();
        using var mode = no_grad();
        using var random = new RandomStream(9, RandomUse.Initialization);
        foreach (Tensor parameter in model.parameters())
        {
            parameter.add_(shake * random.Normal(parameter.shape));
        }

        return model;
    }
}
