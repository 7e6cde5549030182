using VaeSharp.Data;
using VaeSharp.Engine;
using VaeSharp.Models;
using VaeSharp.Nn.Distributions;
using VaeSharp.Tests.Models;
using VaeSharp.Tests.Nn.Distributions;
using VaeSharp.Training.Objectives;
using Xunit;
using static TorchSharp.torch;

namespace VaeSharp.Tests.Training.Objectives;

public sealed class ElboObjectiveTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.5, 0.5)]
    [InlineData(2, 2)]
    [InlineData(4, 4)]
    [InlineData(9, 4)]
    public void Beta_rises_evenly_over_the_warm_up(double epoch, double expected) =>
        Assert.Equal(expected, new ElboObjective(new ElboOptions(Beta: 4, WarmupEpochs: 4), 20).RateWeight(epoch), 12);

    [Fact]
    public void Without_warm_up_beta_is_constant() =>
        Assert.Equal(2.5, new ElboObjective(new ElboOptions(Beta: 2.5), 20).RateWeight(0));

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 2)]
    [InlineData(2, 4)]
    [InlineData(3.9, 4)]
    [InlineData(4, 0)]
    [InlineData(5.5, 3)]
    [InlineData(11.5, 4)]
    [InlineData(12, 4)]
    public void Beta_rises_anew_in_each_cycle_of_the_training(double epoch, double expected) => Assert.Equal(
        expected, new ElboObjective(new ElboOptions(Beta: 4, Cycles: 3, RampShare: 0.5), 12).RateWeight(epoch), 12);

    [Fact]
    public void The_encoder_sees_the_corrupted_image_and_the_decoder_must_give_the_clean_one()
    {
        using var scope = NewDisposeScope();
        using var noise = new RandomStream(1, RandomUse.Evaluation);
        using VariationalAutoencoder model = ModelFactory.Create(
            TinyRecipe.Of(TinyRecipe.Networks("mlp")), new ImageShape(1, 4, 4), 3, seed: 1);
        Tensor clean = noise.Uniform(5, 1, 4, 4).round();
        Tensor seen = noise.Uniform(5, 1, 4, 4);
        using var random = new RandomStream(2, RandomUse.Training);
        using var again = new RandomStream(2, RandomUse.Training);

        (Tensor loss, Tensor found, Tensor? cost) = new ElboObjective(new ElboOptions(Beta: 3, WarmupEpochs: 2), 20)
            .Evaluate(model, new ImageBatch(clean, zeros(5, ScalarType.Int64)), seen, random, epoch: 1);

        var q = (DiagonalGaussian)model.Encode(seen).Posterior;
        Tensor distortion = -model.Decode(q.Sample(again)).LogProbability(clean);
        Tensor rate = q.KlDivergence(DiagonalGaussian.Standard(3));
        Values.Near((distortion + (1.5 * rate)).mean().item<float>(), loss.item<float>(), 1e-5);
        Values.Near(-(distortion + rate).mean().item<float>(), -(found + cost!).mean().item<float>(), 1e-5);
    }
}
