using VaeSharp.Data;
using VaeSharp.Models;
using VaeSharp.Models.Hierarchical;
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
    public static readonly TrainingOptions Training = new(Epochs: 4, Batch: 4, LearningRate: 1e-2);

    public static Recipe Of(
        NetworkOptions networks, LikelihoodOptions? likelihood = null, LabelUse labels = LabelUse.None, int latents = 3,
        TrainingOptions? training = null, DataOptions? data = null, ObjectiveOptions? objective = null,
        PriorOptions? prior = null, PosteriorOptions? posterior = null) => new(
        "", "", "", data ?? new DataOptions("tiny"), networks, labels, posterior ?? new DiagonalGaussianOptions(latents),
        prior ?? new StandardNormalOptions(), likelihood ?? new BernoulliOptions(), objective ?? new ElboOptions(),
        training ?? Training);

    /// <summary>The same with codes at half as many rows and columns as the images have.</summary>
    public static Recipe Coded(Recipe recipe, bool labels = false) => recipe with
    {
        Networks = new GridOptions([4], Blocks: 1),
        Posterior = new VectorQuantizedOptions(Dimension: 2, Codes: 5, Decay: 0.8),
        Prior = new AutoregressivePriorOptions(Channels: 4, Layers: 2, labels),
        Objective = new ElboOptions(Beta: 2, WarmupEpochs: 3),
    };

    public static NetworkOptions Networks(string kind) => kind switch
    {
        "mlp" => new MlpOptions([12, 7]),
        "tanh" => new MlpOptions([12, 7], Tanh: true),
        "gated-mlp" => new GatedMlpOptions([12, 7]),
        "conv" => new ConvOptions([4, 6], Hidden: 10),
        "conv-linear" => new ConvOptions([4, 6], Hidden: 10, Blocks: 2, Linear: 5),
        "ladder" => new HierarchicalOptions([1, 2], Width: 8, Bottleneck: 4, Blocks: 1),
        "resnet18" => new ResNet18Options(),
        _ => throw new ArgumentException($"'{kind}' is no network.", nameof(kind)),
    };

    public static PosteriorOptions Posterior(string kind, int latents = 3) => kind switch
    {
        "diagonal-gaussian" => new DiagonalGaussianOptions(latents),
        "full-gaussian" => new FullGaussianOptions(latents),
        "planar-flow" => new PlanarFlowOptions(latents, 3),
        "iaf" => new AutoregressiveFlowOptions(latents, 3, 9),
        "vmf" => new VonMisesFisherOptions(latents),
        _ => throw new ArgumentException($"'{kind}' is no posterior.", nameof(kind)),
    };

    public static LikelihoodOptions Likelihood(string kind) => kind switch
    {
        "bernoulli" => new BernoulliOptions(),
        "continuous-bernoulli" => new ContinuousBernoulliOptions(),
        "learned-sigma" => new LearnedSigmaOptions(-0.7),
        "optimal-sigma" => new OptimalSigmaOptions(),
        "discretized-logistic" => new DiscretizedLogisticOptions(),
        "logistic-mixture" => new LogisticMixtureOptions(3),
        "pixel-sigma" => new PixelSigmaOptions(),
        "laplace" => new LaplaceOptions(),
        "categorical" => new CategoricalOptions(),
        "grey" => new GreyCrossEntropyOptions(),
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
