using TorchSharp;
using VaeSharp.Data;
using VaeSharp.Engine;
using VaeSharp.Models;
using VaeSharp.Models.Networks;
using VaeSharp.Models.Recipes;
using VaeSharp.Nn.Distributions;
using VaeSharp.Tests.Models;
using VaeSharp.Tests.Nn.Distributions;
using VaeSharp.Training;
using VaeSharp.Training.Objectives;
using Xunit;
using static TorchSharp.torch;

namespace VaeSharp.Tests.Training.Objectives;

/// <summary>The loss against its terms one by one and its slopes, and training against the labels that it may not see.</summary>
public sealed class SemiSupervisedObjectiveTests
{
    private static readonly ImageShape Shape = new(1, 5, 6);
    private static readonly SemiSupervisedOptions Choice =
        new(Labelled: 6, LabelledBatch: 3, LabelledWeight: 0.7, ClassifierWeight: 2.5, Classifier: new ConvOptions([3], 8));

    [Fact]
    public void Loss_is_the_sum_of_its_terms_each_class_asked_by_itself()
    {
        using var scope = NewDisposeScope();
        using VariationalAutoencoder model = Model(Choice);
        (Tensor x, Tensor labels) = Batch();

        double loss = Loss(model, Choice, x, labels).item<double>();

        using var mode = no_grad();
        using var random = new RandomStream(3, RandomUse.Training);
        double[] log = Values.Read(model.Classifier!.call(x)); // [5, 3]
        double[] known = Values.Read(model.Elbo(x[..2], labels, random).Value);
        double name = -(log[labels[0].item<long>()] + log[3 + labels[1].item<long>()]) / 2;
        // The same noise as in one pass, which draws for class after class.
        Tensor noise = random.Normal(3 * 3, 3);
        double bound = 0;
        for (int y = 0; y < 3; y++)
        {
            Tensor given = full(3, (long)y, ScalarType.Int64);
            var q = (DiagonalGaussian)model.Encode(x[2..], given).Posterior;
            Tensor z = q.Mean + (exp(0.5 * q.LogVariance) * noise[(3 * y)..(3 * (y + 1))]);
            double[] value = Values.Read(
                model.Decode(z, given).LogProbability(x[2..]) - q.KlDivergence(DiagonalGaussian.Standard(3)));
            for (int i = 0; i < 3; i++)
            {
                double logQ = log[(3 * (i + 2)) + y];
                bound += Math.Exp(logQ) * (value[i] - Math.Log(3) - logQ) / 3;
            }
        }

        Values.Near((0.7 * (Math.Log(3) - known.Average())) + (2.5 * name) - bound, loss, 1e-5);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.4, 1)]
    public void Gradient_is_the_slope_of_the_loss(double noise, int shift)
    {
        using var scope = NewDisposeScope();
        SemiSupervisedOptions choice = Choice with { ClassifierNoise = noise, ClassifierShift = shift };
        using VariationalAutoencoder model = Model(choice);
        (Tensor x, Tensor labels) = Batch();

        Loss(model, choice, x, labels).backward();

        for (long direction = 0; direction < 3; direction++)
        {
            using var random = new RandomStream(9, RandomUse.Evaluation, direction);
            Tensor[] way = [.. model.parameters().Select(p => random.Normal(p.shape).to(ScalarType.Float64) / Math.Sqrt(p.numel()))];
            double slope = model.parameters().Zip(way, (p, d) => (p.grad! * d).sum().item<double>()).Sum();
            double ahead = At(1e-6);
            double behind = At(-1e-6);
            Values.Near((ahead - behind) / 2e-6, slope, 1e-5, 1e-5);

            double At(double distance)
            {
                using var mode = no_grad();
                Move(distance);
                double loss = Loss(model, choice, x, labels).item<double>();
                Move(-distance);
                return loss;
            }

            void Move(double by)
            {
                foreach ((Tensor parameter, Tensor step) in model.parameters().Zip(way))
                {
                    parameter.add_(by * step);
                }
            }
        }
    }

    [Fact]
    public void Labels_beyond_the_kept_ones_are_never_read()
    {
        using var scope = NewDisposeScope();
        ImageDataset whole = TinyRecipe.Images(20, Shape);
        int[] kept = LabelledSubset.Choose(whole.Labels, 3, Choice.Labelled, seed: 5);
        byte[] shuffled = [.. whole.Labels.Select((y, i) => kept.Contains(i) ? y : (byte)((y + 1 + (i % 2)) % 3))];
        var mislabelled = new ImageDataset("tiny", Shape, whole.Pixels, shuffled, whole.ClassNames);
        int[] other = [.. kept.Select(i => (i + 1) % 20)];

        float[] chosen = Train(whole, null);

        Assert.Equal(chosen, Train(whole, kept));
        Assert.Equal(chosen, Train(mislabelled, kept));
        Assert.NotEqual(chosen, Train(mislabelled, other)); // not blind: labels that it does read matter
    }

    [Fact]
    public void The_classifier_learns_from_images_without_labels()
    {
        using var scope = NewDisposeScope();
        using VariationalAutoencoder model = Model(Choice with { LabelledWeight = 0, ClassifierWeight = 0 });
        (Tensor x, Tensor labels) = Batch();

        Loss(model, Choice with { LabelledWeight = 0, ClassifierWeight = 0 }, x, labels).backward();

        Assert.All(
            model.Classifier!.named_parameters(), p => Assert.True(p.parameter.grad!.abs().max().item<double>() > 0, p.name));
    }

    private static float[] Train(ImageDataset images, IReadOnlyList<int>? labelled)
    {
        Recipe recipe = RecipeOf(Choice);
        using VariationalAutoencoder model = ModelFactory.Create(recipe, Shape, 3, seed: 1);
        using var tensors = new ImageTensors(images);
        using var trainer = new Trainer(model, recipe, tensors, seed: 5, labelled: labelled);
        trainer.Run([]);
        return [.. model.state_dict().Values.SelectMany(t => t.detach().flatten().data<float>().ToArray())];
    }

    private static Recipe RecipeOf(SemiSupervisedOptions choice) => TinyRecipe.Of(
        TinyRecipe.Networks("tanh"), labels: LabelUse.Both, objective: choice,
        data: new DataOptions("tiny", Binarization.Dynamic));

    private static VariationalAutoencoder Model(SemiSupervisedOptions choice)
    {
        VariationalAutoencoder model = ModelFactory.Create(RecipeOf(choice), Shape, 3, seed: 5);
        model.to(ScalarType.Float64);
        using var mode = no_grad();
        using var random = new RandomStream(1, RandomUse.Initialization);
        foreach (Tensor parameter in model.parameters())
        {
            parameter.add_(0.05 * random.Normal(parameter.shape));
        }

        return model;
    }

    private static Tensor Loss(VariationalAutoencoder model, SemiSupervisedOptions choice, Tensor x, Tensor labels)
    {
        using var random = new RandomStream(3, RandomUse.Training);
        return new SemiSupervisedObjective(choice).Evaluate(model, new ImageBatch(x, labels), x, random, epoch: 0).Loss;
    }

    // Two images with labels, three without.
    private static (Tensor X, Tensor Labels) Batch()
    {
        using var random = new RandomStream(4, RandomUse.Training);
        return (random.Integers(2, 5, 1, 5, 6).to(ScalarType.Float64), tensor([2L, 0]));
    }
}
