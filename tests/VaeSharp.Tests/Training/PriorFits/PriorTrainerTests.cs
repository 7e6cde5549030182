using VaeSharp.Engine;
using VaeSharp.Models;
using VaeSharp.Models.Posteriors;
using VaeSharp.Models.Priors;
using VaeSharp.Models.Recipes;
using VaeSharp.Nn.Distributions;
using VaeSharp.Nn.Layers;
using VaeSharp.Storage;
using VaeSharp.Tests.Nn.Distributions;
using VaeSharp.Tests.Storage;
using VaeSharp.Training.PriorFits;
using Xunit;
using static TorchSharp.torch;

namespace VaeSharp.Tests.Training.PriorFits;

/// <summary>Fits by gradients against integrals, a known entropy and their own continuation.</summary>
public sealed class PriorTrainerTests
{
    private const string Digest = "0123456789abcdef";
    private static readonly CodeGrid Grid = new(2, 2, 4);

    [Fact]
    public void A_fitted_flow_integrates_to_one_and_knows_new_points_better_than_the_normal()
    {
        using var scope = NewDisposeScope();
        using Prior prior = ModelFactory.CreatePrior(new RealNvpOptions(6, 32), 2, seed: 3);
        Tensor fresh = MixtureFitTests.Draw(4000, 21);
        var train = new EncodedSet(MixtureFitTests.Draw(8000, 20), zeros(8000, ScalarType.Int64));
        using var trainer = new PriorTrainer(prior, train, null, FitSettings.For(new RealNvpOptions(), 20) with { Seed = 1 });

        List<FitEpoch> course = Fit(trainer);

        using var mode = no_grad();
        double[] nodes = Quadrature.Nodes(-11, 11, 400);
        Tensor row = tensor((float[])[.. nodes.Select(x => (float)x)]);
        double[] density = [.. Values.Read(prior.LogProbability(cartesian_prod(row, row), null)).Select(Math.Exp)];
        double whole = Quadrature.Simpson(
            [.. density.Chunk(nodes.Length).Select(line => Quadrature.Simpson(line, -11, 11))], -11, 11);
        double gain = (prior.LogProbability(fresh, null) - DiagonalGaussian.Standard(2).LogProbability(fresh))
            .mean().item<float>();
        Values.Near(1, whole, 5e-3);
        Assert.True(gain > 1.5, $"{gain} nats");
        Assert.True(course[^1].TrainLoss < course[0].TrainLoss - 1, $"{course[0]} became {course[^1]}");
    }

    [Theory]
    [InlineData("codes")]
    [InlineData("transformer")]
    public void Codes_are_known_to_within_their_entropy(string kind)
    {
        using var scope = NewDisposeScope();
        EncodedSet train = Codes(2000, seed: 1);
        EncodedSet fresh = Codes(500, seed: 2);
        using Prior prior = Tiny(kind);
        using var trainer = new PriorTrainer(prior, train, fresh, Settings(12, rate: 0.01) with { LabelDropout = 0.2 });

        List<FitEpoch> course = Fit(trainer);

        // Given the class, the first code is one of two, the second is the same or not, the others copy them: 2 ln 2 nats.
        Values.Near(2 * Math.Log(2), course[^1].ValidationLoss!.Value, 0.05);
        using var mode = no_grad();
        Tensor unknown = zeros(500, 2);
        double any = prior.FitLoss(fresh.Points, unknown, null!).mean().item<float>();
        Values.Near(3 * Math.Log(2), any, 0.1); // and without it, which of the two classes
    }

    [Theory]
    [InlineData("codes")]
    [InlineData("transformer")]
    public void A_fit_that_was_stopped_goes_on_to_the_same_bits(string kind)
    {
        using var scope = NewDisposeScope();
        using var directory = new TemporaryDirectory();
        EncodedSet train = Codes(100, seed: 1);
        EncodedSet fresh = Codes(30, seed: 2);
        FitSettings settings = Settings(3) with { LabelDropout = 0.3, Dropout = 0.2, Seed = 6 };
        PriorOptions choice = Choice(kind);
        using Prior whole = Tiny(kind);
        using var uninterrupted = new PriorTrainer(whole, train, fresh, settings);
        Fit(uninterrupted);

        using Prior first = Tiny(kind);
        using (var stopped = new PriorTrainer(first, train, fresh, settings))
        {
            for (int i = 0; i < 6; i++) // of four steps an epoch
            {
                stopped.Step();
            }

            PriorFitCheckpoint.Save(directory.File("last"), stopped, choice, Digest, samples: 1);
        }

        (PriorOptions read, FitSettings settingsRead, _) = PriorFitCheckpoint.Read(directory.File("last"), Digest);
        using Prior second = Tiny(kind, seed: 99);
        using var resumed = new PriorTrainer(second, train, fresh, settingsRead);
        PriorFitCheckpoint.Restore(directory.File("last"), resumed);
        Fit(resumed);

        Assert.Equal((choice, settings), (read, settingsRead));
        Assert.Equal(Weights(whole), Weights(second));
        Assert.Equal(
            uninterrupted.WithAverage(() => Weights(whole)), resumed.WithAverage(() => Weights(second)));
        Assert.Equal(uninterrupted.Position, resumed.Position);
    }

    [Fact]
    public void Another_seed_gives_other_bits()
    {
        using var scope = NewDisposeScope();
        float[][] weights = [.. ((ulong[])[4, 4, 5]).Select(seed =>
        {
            using Prior prior = Tiny("codes");
            using var trainer = new PriorTrainer(prior, Codes(100, seed: 1), null, Settings(1) with { Seed = seed });
            Fit(trainer);
            return Weights(prior);
        })];

        Assert.Equal(weights[0], weights[1]);
        Assert.NotEqual(weights[0], weights[2]);
    }

    [Fact]
    public void A_label_that_is_always_left_out_teaches_nothing_about_classes()
    {
        using var scope = NewDisposeScope();
        using Prior prior = Tiny("transformer");
        Dictionary<string, Tensor> weights = prior.state_dict();
        float[] before = Values.ReadSingle(weights["start.weight"].detach());
        using var trainer = new PriorTrainer(prior, Codes(100, seed: 1), null, Settings(1) with { LabelDropout = 1 });

        Fit(trainer);

        Assert.Equal(before, Values.ReadSingle(weights["start.weight"].detach()));
    }

    [Fact]
    public void A_state_of_another_model_or_of_other_encodings_is_refused()
    {
        using var scope = NewDisposeScope();
        using var directory = new TemporaryDirectory();
        using Prior prior = Tiny("codes");
        using var trainer = new PriorTrainer(prior, Codes(100, seed: 1), null, Settings(1));
        trainer.Step();
        PriorFitCheckpoint.Save(directory.File("last"), trainer, Choice("codes"), Digest, samples: 1);
        using var more = new PriorTrainer(prior, Codes(20, seed: 1), null, Settings(1) with { Seed = 2 });
        trainer.Step();
        trainer.Step();
        PriorFitCheckpoint.Save(directory.File("later"), trainer, Choice("codes"), Digest, samples: 1);

        var model = Assert.Throws<StorageFormatException>(() => PriorFitCheckpoint.Read(directory.File("last"), "f00d"));
        var encodings = Assert.Throws<StorageFormatException>(() => PriorFitCheckpoint.Restore(directory.File("later"), more));
        Assert.Contains("fit it again", model.Message, StringComparison.Ordinal);
        Assert.Contains("steps an epoch", encodings.Message, StringComparison.Ordinal);
    }

    internal static List<FitEpoch> Fit(PriorTrainer trainer)
    {
        List<FitEpoch> course = [];
        while (!trainer.IsDone)
        {
            if (trainer.Step() is { } epoch)
            {
                course.Add(epoch);
            }
        }

        return course;
    }

    private static FitSettings Settings(int epochs, double rate = 1e-3) => FitSettings.For(Choice("codes"), epochs, batch: 25, rate);

    private static PriorOptions Choice(string kind) => kind == "codes"
        ? new AutoregressivePriorOptions(12, 3, Labels: true)
        : new TransformerPriorOptions(16, 2, 2, Labels: true);

    private static Prior Tiny(string kind, ulong seed = 3)
    {
        var posterior = new VectorQuantizedPosterior(8, true, 8, new Codebook(Grid.Codes, 2, 0.9), 2, 0.25);
        return ModelFactory.CreatePrior(
            Choice(kind), new PriorInputs(8) { Grid = Grid, Codes = posterior, Classes = 2 }, seed);
    }

    // Codes 0 and 1 in class 0, codes 2 and 3 in class 1.
    private static EncodedSet Codes(int count, ulong seed)
    {
        using var random = new RandomStream(seed, RandomUse.Training);
        Tensor label = random.Integers(2, count);
        Tensor two = random.Integers(2, count, 2) + (2 * label.unsqueeze(1)); // [count, 2]
        return new EncodedSet(cat([two, two], 1), label);
    }

    private static float[] Weights(Prior prior) =>
        [.. prior.parameters().SelectMany(p => p.detach().flatten().data<float>().ToArray())];
}
