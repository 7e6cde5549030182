using VaeSharp.Data;
using VaeSharp.Models;
using VaeSharp.Models.Ladder;
using VaeSharp.Models.Likelihoods;
using VaeSharp.Models.Networks;
using VaeSharp.Models.Posteriors;
using VaeSharp.Models.Priors;
using VaeSharp.Models.Recipes;
using VaeSharp.Training.Objectives;

namespace VaeSharp.Tests.Models;

/// <summary>Recipes and images small enough that a test trains them in a moment.</summary>
internal static class TinyRecipe
{
    public static readonly TrainingChoice Training = new(Epochs: 4, Batch: 4, LearningRate: 1e-2);

    public static Recipe Of(
        NetworkChoice networks, LikelihoodChoice? likelihood = null, LabelUse labels = LabelUse.None, int latents = 3,
        TrainingChoice? training = null, DataChoice? data = null, ObjectiveChoice? objective = null,
        PriorChoice? prior = null, PosteriorChoice? posterior = null) => new(
        "", "", "", data ?? new DataChoice("tiny"), networks, labels, posterior ?? new DiagonalGaussianChoice(latents),
        prior ?? new StandardNormalChoice(), likelihood ?? new BernoulliChoice(), objective ?? new ElboChoice(),
        training ?? Training);

    /// <summary>The same with codes at half as many rows and columns as the images have.</summary>
    public static Recipe Coded(Recipe recipe, bool labels = false) => recipe with
    {
        Networks = new GridChoice([4], Blocks: 1),
        Posterior = new VectorQuantizedChoice(Dimension: 2, Codes: 5, Decay: 0.8),
        Prior = new CodesChoice(Channels: 4, Layers: 2, labels),
        Objective = new ElboChoice(Beta: 2, WarmupEpochs: 3),
    };

    public static NetworkChoice Networks(string kind) => kind switch
    {
        "mlp" => new MlpChoice([12, 7]),
        "tanh" => new MlpChoice([12, 7], Tanh: true),
        "gated-mlp" => new GatedMlpChoice([12, 7]),
        "conv" => new ConvChoice([4, 6], Hidden: 10),
        "conv-linear" => new ConvChoice([4, 6], Hidden: 10, Blocks: 2, Linear: 5),
        "ladder" => new LadderChoice([1, 2], Width: 8, Bottleneck: 4, Blocks: 1),
        "resnet18" => new ResNet18Choice(),
        _ => throw new ArgumentException($"'{kind}' is no network.", nameof(kind)),
    };

    public static PosteriorChoice Posterior(string kind, int latents = 3) => kind switch
    {
        "diagonal-gaussian" => new DiagonalGaussianChoice(latents),
        "full-gaussian" => new FullGaussianChoice(latents),
        "planar-flow" => new PlanarFlowChoice(latents, 3),
        "iaf" => new AutoregressiveFlowChoice(latents, 3, 9),
        "vmf" => new VonMisesFisherChoice(latents),
        _ => throw new ArgumentException($"'{kind}' is no posterior.", nameof(kind)),
    };

    public static LikelihoodChoice Likelihood(string kind) => kind switch
    {
        "bernoulli" => new BernoulliChoice(),
        "continuous-bernoulli" => new ContinuousBernoulliChoice(),
        "learned-sigma" => new LearnedSigmaChoice(-0.7),
        "optimal-sigma" => new OptimalSigmaChoice(),
        "discretized-logistic" => new DiscretizedLogisticChoice(),
        "logistic-mixture" => new LogisticMixtureChoice(3),
        "pixel-sigma" => new PixelSigmaChoice(),
        "laplace" => new LaplaceChoice(),
        "categorical" => new CategoricalChoice(),
        "grey" => new GreyCrossEntropyChoice(),
        _ => throw new ArgumentException($"'{kind}' is no likelihood.", nameof(kind)),
    };

    /// <summary>Bright and dark stripes that depend on the class, three classes.</summary>
    public static ImageDataset Images(int count, ImageShape shape)
    {
        var random = new CounterRandom(99, 1);
        var pixels = new byte[count * shape.Values];
        byte[] labels = [.. Enumerable.Range(0, count).Select(i => (byte)(i % 3))];
        for (int i = 0; i < pixels.Length; i++)
        {
            bool bright = (i % shape.Width) % 3 == labels[i / shape.Values];
            pixels[i] = (byte)((bright ? 180 : 10) + (60 * random.UniformAt((ulong)i)));
        }

        return new ImageDataset("tiny", shape, pixels, labels, ["a", "b", "c"]);
    }
}
