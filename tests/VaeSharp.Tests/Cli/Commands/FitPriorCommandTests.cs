using System.Text.Json;
using VaeSharp.Cli;
using VaeSharp.Evaluation;
using VaeSharp.Models;
using VaeSharp.Models.Priors;
using VaeSharp.Models.Recipes;
using VaeSharp.Nn.Distributions;
using VaeSharp.Storage;
using VaeSharp.Tests.Nn.Distributions;
using Xunit;
using static TorchSharp.torch;

namespace VaeSharp.Tests.Cli.Commands;

public sealed class FitPriorCommandTests
{
    [Theory]
    [InlineData("--components 3")]
    [InlineData("--kind realnvp --couplings 4 --hidden 16 --epochs 60 --samples 20")]
    [InlineData("--kind rectified-flow --width 16 --layers 2 --epochs 60 --samples 20 --density 40")]
    public void The_fit_is_stored_measured_on_test_images_and_better_than_the_models_own(string options)
    {
        using var run = new TinyRun();

        Call call = run.Vae("fit-prior", ["--json", .. options.Split(' ')]);

        Assert.True(call.Code == ExitCodes.Done, call.Error);
        JsonElement found = JsonDocument.Parse(call.Output).RootElement.GetProperty("heldOut");
        using var scope = NewDisposeScope();
        ModelCheckpoint checkpoint = ModelCheckpoint.Load(run.Best);
        FittedPrior fitted = FittedPrior.Load(run["run", "fitted-prior"], new PriorInputs(3), checkpoint.Digest!);
        PriorComparison again = PriorComparison.Of(
            checkpoint.Model, fitted.Prior, run.Images().Test, run.Recipe, seed: 0);
        Assert.Equal(40, again.Images);
        Assert.Equal(again.FittedNats, found.GetProperty("fittedNats").GetDouble());
        Assert.Equal(again.OwnNats, found.GetProperty("ownNats").GetDouble());
        Assert.True(again.GainNats > 0, $"{again.GainNats} nats"); // an untrained encoder's means are not at 0
    }

    [Fact]
    public void Comparison_is_the_mean_of_log_densities_of_the_same_samples()
    {
        using var scope = NewDisposeScope();
        using var run = new TinyRun(LabelUse.None);
        VariationalAutoencoder model = ModelCheckpoint.Load(run.Best).Model;
        Prior prior = ModelFactory.CreatePrior(new MixtureOptions(4), 3, seed: 2);

        PriorComparison found = PriorComparison.Of(model, prior, run.Images().Test, run.Recipe, seed: 5);

        Tensor z = PosteriorSamples.Of(model, run.Images().Test, run.Recipe, samples: 1, seed: 5);
        double own = Values.Read(DiagonalGaussian.Standard(3).LogProbability(z)).Average();
        double fitted = Values.Read(prior.LogProbability(z, null)).Average();
        Values.Near(own, found.OwnNats, 1e-5);
        Values.Near(fitted, found.FittedNats, 1e-5);
        Values.Near(fitted - own, found.GainNats, 1e-5);
    }

    [Fact]
    public void Draws_are_samples_of_the_posterior_image_by_image()
    {
        using var scope = NewDisposeScope();
        using var run = new TinyRun(LabelUse.None);
        VariationalAutoencoder model = ModelCheckpoint.Load(run.Best).Model;
        Encodings encodings = Encodings.Of(model, run.Images().Test, run.Recipe, seed: 0);
        const int samples = 4000;

        double[] z = Values.Read(PosteriorSamples.Of(model, run.Images().Test, run.Recipe, samples, seed: 0)); // [4000·40, 3]

        for (int i = 0; i < 40 * 3; i++)
        {
            double deviation = Math.Exp(encodings.LogVariances![i] / 2);
            double mean = Enumerable.Range(0, samples).Average(s => z[(s * 40 * 3) + i]);
            Values.Near(encodings.Means[i], mean, 5 * deviation / Math.Sqrt(samples));
        }
    }

    [Fact]
    public void Sampling_from_the_fitted_prior_draws_other_images()
    {
        using var run = new TinyRun();
        run.Vae("fit-prior", "--components", "3");

        Call own = run.Vae("sample");
        Call fitted = run.Vae("sample", "--prior", "fitted");

        Assert.True(fitted.Code == ExitCodes.Done, fitted.Error);
        Assert.EndsWith("sample-fitted.png", fitted.Output.Trim(), StringComparison.Ordinal);
        Assert.NotEqual(File.ReadAllBytes(own.Output.Trim()), File.ReadAllBytes(fitted.Output.Trim()));
    }

    [Fact]
    public void A_fit_to_older_weights_is_not_used()
    {
        using var run = new TinyRun();
        run.Vae("fit-prior", "--components", "2");
        using VariationalAutoencoder other = ModelFactory.Create(run.Recipe, run.Images().Train.Shape, 3, seed: 8);
        CheckpointDirectory.Replace(run.Best, new ModelCheckpoint(run.Recipe, other, ["ant", "bee", "cow"]).Write);

        Call call = run.Vae("sample", "--prior", "fitted");

        Assert.NotEqual(ExitCodes.Done, call.Code);
        Assert.Contains("fit it again", call.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sample --prior fitted", "Make one with 'vae fit-prior")]
    [InlineData("fit-prior --components 51", "there are 50 latents")]
    [InlineData("fit-prior --kind mixtur", "did you mean 'mixture'")]
    public void Wrong_usage_says_what_to_do(string line, string message)
    {
        using var run = new TinyRun();
        string[] words = line.Split(' ');

        Call call = run.Vae(words[0], words[1..]);

        Assert.Equal(ExitCodes.WrongUsage, call.Code);
        Assert.Contains(message, call.Error, StringComparison.Ordinal);
    }
}
