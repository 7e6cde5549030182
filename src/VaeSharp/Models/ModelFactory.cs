using VaeSharp.Data;
using VaeSharp.Engine;
using VaeSharp.Models.Decoders;
using VaeSharp.Models.Encoders;
using VaeSharp.Models.Ladder;
using VaeSharp.Models.Likelihoods;
using VaeSharp.Models.Posteriors;
using VaeSharp.Models.Priors;
using VaeSharp.Models.Recipes;
using VaeSharp.Nn.Distributions;
using VaeSharp.Nn.Layers;
using static TorchSharp.torch;

namespace VaeSharp.Models;

/// <summary>From a recipe to a model: the only place that switches on choices.</summary>
public static class ModelFactory
{
    // Modules draw their initial weights from libtorch's one generator.
    private static readonly Lock Initialization = new();

    /// <summary>A model with fresh weights that depend on the recipe, the shapes and the seed alone.</summary>
    /// <param name="recipe">The choices.</param>
    /// <param name="images">Shape of one image.</param>
    /// <param name="classes">How many classes the data has.</param>
    /// <param name="seed">Of the initial weights.</param>
    /// <exception cref="InsufficientMemoryException">Training it would take more memory than this machine has.</exception>
    public static VariationalAutoencoder Create(Recipe recipe, ImageShape images, int classes, ulong seed) =>
        Create(recipe, images, classes, seed, MostWeights);

    internal static VariationalAutoencoder Create(Recipe recipe, ImageShape images, int classes, ulong seed, long mostWeights)
    {
        using NativeWork work = NativeWork.Begin();
        try
        {
            return WeightBudget.Within(mostWeights, () => Initialize(seed, () => Create(recipe, images, classes)));
        }
        catch (WeightBudgetException over) when (over.Most == mostWeights)
        {
            throw new InsufficientMemoryException(
                $"A model of {images} images by this recipe has more than {over.Most / 1_000_000} million weights; with gradients and "
                + "moments they would take more memory than this machine has. Make what stands under networks smaller, or the images.",
                over);
        }
    }

    // Weights, gradients and two moments of float32 each.
    private static long MostWeights => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (4 * sizeof(float));

    /// <summary>What <paramref name="make"/> makes, with initial weights that depend on the seed alone.</summary>
    internal static T Initialize<T>(ulong seed, Func<T> make)
    {
        using Lock.Scope alone = Initialization.EnterScope();
        RandomStream.SeedInitialization(seed);
        return make();
    }

    private static VariationalAutoencoder Create(Recipe recipe, ImageShape images, int classes)
    {
        int latents = recipe.Networks is LadderChoice ladder
            ? Plan(ladder, recipe.Posterior).Latents(images)
            : recipe.Posterior.Dimension * (recipe.Posterior is VectorQuantizedChoice q ? Grid(recipe, q, images).Count : 1);
        bool told = recipe.Prior is LabelGaussianChoice or CodesChoice { Labels: true };
        var shape = new ModelShape(
            images, latents, classes, recipe.Labels, told, recipe.Posterior is VonMisesFisherChoice);
        Likelihood likelihood = Create(recipe.Likelihood, images.Channels);
        ImageShape output = images with { Channels = likelihood.ParameterChannels(images) };
        LatentModel model = recipe.Networks is LadderChoice choice
            ? Ladder(Plan(choice, recipe.Posterior), shape, output)
            : Layer(recipe, shape, output);
        return new VariationalAutoencoder(model, likelihood, shape, ClassifierOf(recipe, shape));
    }

    private static LadderPlan Plan(LadderChoice choice, PosteriorChoice posterior) =>
        new(choice.Groups, choice.Width, choice.Bottleneck, choice.Blocks, posterior.Dimension);

    private static LatentLadder Ladder(LadderPlan plan, ModelShape shape, ImageShape output) => new(
        new LadderEncoder(shape.Images, plan, shape.EncoderSeesLabels ? shape.Classes : 0),
        new LadderDecoder(output, plan, shape.DecoderSeesLabels ? shape.Classes : 0),
        plan.Channels);

    private static ConvPlan Plan(GridChoice grid) => new(grid.Channels, grid.Blocks, Hidden: 0, Linear: 0);

    private static SingleLayer Layer(Recipe recipe, ModelShape shape, ImageShape output)
    {
        (Encoder encoder, Decoder decoder) = Networks(recipe.Networks, shape, output);
        if (recipe is { Posterior: VectorQuantizedChoice q, Prior: CodesChoice over })
        {
            (VectorQuantizedPosterior codes, CodesPrior grid) = OnCodes(recipe, q, over, shape, encoder.Features);
            return new SingleLayer(encoder, codes, grid, decoder);
        }

        Posterior posterior = Create(recipe.Posterior, encoder.Features);
        Prior prior = Create(recipe.Prior, shape, x => posterior.call(encoder.call(x, null)));
        return new SingleLayer(encoder, posterior, prior, decoder);
    }

    /// <summary>A prior by itself, to be fitted to a trained model's encodings.</summary>
    /// <param name="choice">A mixture or a flow: these need nothing of the model but its number of latents.</param>
    /// <param name="latents">D.</param>
    /// <param name="seed">Of the initial weights.</param>
    public static Prior CreatePrior(PriorChoice choice, long latents, ulong seed) => Initialize<Prior>(seed, () => choice switch
    {
        MixtureChoice mixture => new MixturePrior(latents, mixture.Components),
        RealNvpChoice flow => new RealNvpPrior(latents, flow.Couplings, flow.Hidden),
        _ => throw Unknown(choice),
    });

    // Posterior and prior share the codes.
    private static (VectorQuantizedPosterior Posterior, CodesPrior Prior) OnCodes(
        Recipe recipe, VectorQuantizedChoice q, CodesChoice over, ModelShape shape, long features)
    {
        var codebook = new Codebook(q.Codes, q.Dimension, q.Decay);
        var posterior = new VectorQuantizedPosterior(
            features, recipe.Networks is GridChoice, shape.Latents, codebook, q.Dimension, q.Commitment);
        var prior = new CodesPrior(
            Grid(recipe, q, shape.Images), over.Channels, over.Layers, over.Labels ? shape.Classes : 0, posterior);
        return (posterior, prior);
    }

    // Several vectors at one place stand side by side.
    private static CodeGrid Grid(Recipe recipe, VectorQuantizedChoice q, ImageShape images)
    {
        (int rows, int columns) = recipe.Networks is GridChoice grid ? Plan(grid).Sizes(images)[^1] : (1, 1);
        return new CodeGrid(rows, columns * q.Vectors, q.Codes);
    }

    private static (Encoder Encoder, Decoder Decoder) Networks(
        NetworkChoice choice, ModelShape shape, ImageShape output)
    {
        ImageShape images = shape.Images;
        long seen = shape.EncoderSeesLabels ? shape.Classes : 0;
        long told = shape.DecoderSeesLabels ? shape.Classes : 0;
        return choice switch
        {
            MlpChoice mlp => Dense(mlp.Hidden, mlp.Tanh ? DenseActivation.Tanh : DenseActivation.Relu),
            GatedMlpChoice mlp => Dense(mlp.Hidden, DenseActivation.Gated),
            ConvChoice conv => Convolutional(new ConvPlan(conv.Channels, conv.Blocks, conv.Hidden, conv.Linear)),
            GridChoice grid => Places(Plan(grid)),
            ResNet18Choice => (
                new ResNet18Encoder(images, seen), new ResNet18Decoder(output, shape.Latents, told)),
            _ => throw Unknown(choice),
        };

        (Encoder, Decoder) Dense(IReadOnlyList<int> widths, DenseActivation activation) => (
            new MlpEncoder(images, widths, activation, seen),
            new MlpDecoder(output, shape.Latents, widths, activation, told));

        (Encoder, Decoder) Convolutional(ConvPlan plan) => (
            new ConvEncoder(images, plan, seen), new ConvDecoder(output, plan, shape.Latents, told));

        (Encoder, Decoder) Places(ConvPlan plan)
        {
            long length = shape.Latents / plan.Places(images);
            return (new GridEncoder(images, plan, length, seen), new GridDecoder(output, plan, length, told));
        }
    }

    // Made last, so that the other parts are the same with it and without it.
    private static Classifier? ClassifierOf(Recipe recipe, ModelShape shape)
    {
        if (recipe.Objective is not SemiSupervisedChoice some)
        {
            return null;
        }

        (Encoder encoder, Decoder unused) = Networks(
            some.Classifier ?? recipe.Networks, shape with { Labels = LabelUse.None }, shape.Images);
        unused.Dispose();
        return new Classifier(encoder, shape.Classes);
    }

    private static Posterior Create(PosteriorChoice choice, long features) => choice switch
    {
        DiagonalGaussianChoice => new DiagonalGaussianPosterior(features, choice.Dimension),
        FullGaussianChoice => new FullGaussianPosterior(features, choice.Dimension),
        PlanarFlowChoice flow => new PlanarFlowPosterior(features, choice.Dimension, flow.Flows),
        AutoregressiveFlowChoice flow => new AutoregressiveFlowPosterior(
            features, choice.Dimension, flow.Steps, flow.Hidden),
        VonMisesFisherChoice => new VonMisesFisherPosterior(features, choice.Dimension),
        _ => throw Unknown(choice),
    };

    private static Prior Create(
        PriorChoice choice, ModelShape shape, Func<Tensor, LatentDistribution> encode) => choice switch
        {
            StandardNormalChoice => new StandardNormalPrior(shape.Latents),
            MixtureChoice mixture => new MixturePrior(shape.Latents, mixture.Components),
            VampChoice vamp => new VampPrior(shape.Images, vamp.Components, encode),
            RealNvpChoice flow => new RealNvpPrior(shape.Latents, flow.Couplings, flow.Hidden),
            LabelGaussianChoice => new LabelGaussianPrior(shape.Latents, shape.Classes),
            UniformSphereChoice => new UniformSpherePrior(shape.Latents),
            _ => throw Unknown(choice),
        };

    private static Likelihood Create(LikelihoodChoice choice, int channels) => choice switch
    {
        BernoulliChoice => Logit(PixelMeasure.Binary, logits => new Bernoulli(logits)),
        ContinuousBernoulliChoice => Logit(PixelMeasure.UnitInterval, logits => new ContinuousBernoulli(logits)),
        GreyCrossEntropyChoice => Logit(PixelMeasure.None, logits => new GreyCrossEntropy(logits)),
        LearnedSigmaChoice gaussian => new LearnedSigmaLikelihood(gaussian.InitialLogSigma),
        OptimalSigmaChoice => new OptimalSigmaLikelihood(),
        PixelSigmaChoice gaussian => Scaled(gaussian.MinimumLogSigma, (mean, log) => new Gaussian(mean, log)),
        LaplaceChoice laplace => Scaled(laplace.MinimumLogScale, (mean, log) => new Laplace(mean, log)),
        DiscretizedLogisticChoice => new DiscretizedLogisticLikelihood(),
        CategoricalChoice => new CategoricalLikelihood(),
        LogisticMixtureChoice mixture => new LogisticMixtureLikelihood(mixture.Components, channels),
        _ => throw Unknown(choice),
    };

    private static LogitLikelihood Logit(
        PixelMeasure measure, Func<Tensor, PixelDistribution> distribution) =>
        new(nameof(LogitLikelihood), measure, distribution);

    private static LocationScaleLikelihood Scaled(
        double minimumLogScale, Func<Tensor, Tensor, PixelDistribution> distribution) =>
        new(nameof(LocationScaleLikelihood), minimumLogScale, distribution);

    private static ArgumentException Unknown(object choice) =>
        new($"{choice.GetType().Name} has no line in {nameof(ModelFactory)}.", nameof(choice));
}
