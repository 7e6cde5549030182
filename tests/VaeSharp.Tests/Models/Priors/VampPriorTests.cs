using VaeSharp.Data;
using VaeSharp.Engine;
using VaeSharp.Models;
using VaeSharp.Models.Posteriors;
using VaeSharp.Models.Priors;
using VaeSharp.Models.Recipes;
using VaeSharp.Nn.Distributions;
using VaeSharp.Tests.Nn.Distributions;
using Xunit;
using static TorchSharp.torch;

namespace VaeSharp.Tests.Models.Priors;

/// <summary>The mean of posteriors that are no Gaussians with independent dimensions.</summary>
public sealed class VampPriorTests
{
    private const int Components = 4;

    [Theory]
    [InlineData("full-gaussian")]
    [InlineData("vmf")]
    public void Density_is_the_mean_of_the_posteriors_of_its_images(string posterior)
    {
        using var scope = NewDisposeScope();
        using var mode = no_grad();
        using VariationalAutoencoder model = Model(posterior);
        Tensor images = ((VampPrior)model.Prior!).Images;
        Tensor z = model.SampleLatents(6, null, Noise());

        double[] log = Values.Read(model.Prior!.LogProbability(z, null));

        double[][] each =
        [
            .. Enumerable.Range(0, Components).Select(k => Values.Read(
                model.Encode(images[k..(k + 1)]).Posterior.Repeat(6).LogProbability(z))),
        ];
        for (int i = 0; i < 6; i++)
        {
            Values.Near(Math.Log(each.Average(q => Math.Exp(q[i]))), log[i], 1e-4);
        }
    }

    [Theory]
    [InlineData("full-gaussian")]
    [InlineData("vmf")]
    public void Samples_come_from_the_posteriors_as_often_as_from_each_other(string posterior)
    {
        const int Count = 40_000;
        using var scope = NewDisposeScope();
        using var mode = no_grad();
        using VariationalAutoencoder model = Model(posterior);
        LatentDistribution q = model.Encode(((VampPrior)model.Prior!).Images).Posterior;
        Tensor direct = q.Repeat(Count / Components).Sample(Noise(9)); // as many of each

        Tensor samples = model.SampleLatents(Count, null, Noise());

        foreach (Func<Tensor, Tensor> moment in (Func<Tensor, Tensor>[])[z => z, z => z.square(), z => z * z.roll(1, 1)])
        {
            double[] expected = Values.Read(moment(direct).mean([0]));
            double[] found = Values.Read(moment(samples).mean([0]));
            double[] error = Values.Read(((moment(direct).var([0]) + moment(samples).var([0])) / Count).sqrt());
            Assert.All(Enumerable.Range(0, found.Length), d => Values.Near(expected[d], found[d], 4.5 * error[d]));
        }
    }

    private static RandomStream Noise(ulong seed = 8) => new(seed, RandomUse.Sampling);

    // Its images are moved apart: at the start they are nearly the same.
    private static VariationalAutoencoder Model(string posterior)
    {
        PosteriorOptions choice = posterior == "vmf" ? new VonMisesFisherOptions(3) : new FullGaussianOptions(3);
        VariationalAutoencoder model = ModelFactory.Create(
            TinyRecipe.Of(TinyRecipe.Networks("tanh"), posterior: choice, prior: new VampOptions(Components)),
            new ImageShape(1, 4, 4), 3, seed: 3);
        using var random = new RandomStream(7, RandomUse.Initialization);
        foreach (Tensor parameter in model.parameters())
        {
            parameter.add_(0.4 * random.Normal(parameter.shape));
        }

        return model;
    }
}
