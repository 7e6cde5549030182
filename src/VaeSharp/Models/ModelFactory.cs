using VaeSharp.Data;
using VaeSharp.Models.Decoders;
using VaeSharp.Models.Encoders;
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
    public static VariationalAutoencoder Create(Recipe recipe, ImageShape images, int classes, ulong seed)
    {
        using Lock.Scope alone = Initialization.EnterScope();
        Engine.RandomStream.SeedInitialization(seed);
        var shape = new ModelShape(
            images, recipe.Posterior.Dimension, classes, recipe.Labels, recipe.Prior is LabelGaussianChoice);
        Likelihood likelihood = Create(recipe.Likelihood, images.Channels);
        (Encoder encoder, Decoder decoder) = Networks(recipe.Networks, shape, likelihood.ParameterChannels(images));
        Posterior posterior = Create(recipe.Posterior, encoder.Features);
        Prior prior = Create(recipe.Prior, shape, x => (DiagonalGaussian)posterior.call(encoder.call(x, null)));
        return new VariationalAutoencoder(encoder, posterior, prior, decoder, likelihood, shape);
    }

    /// <summary>A prior by itself, to be fitted to a trained model's encodings.</summary>
    /// <param name="choice">A mixture or a flow: these need nothing of the model but its number of latents.</param>
    /// <param name="latents">D.</param>
    /// <param name="seed">Of the initial weights.</param>
    public static Prior CreatePrior(PriorChoice choice, long latents, ulong seed)
    {
        using Lock.Scope alone = Initialization.EnterScope();
        Engine.RandomStream.SeedInitialization(seed);
        return choice switch
        {
            MixtureChoice mixture => new MixturePrior(latents, mixture.Components),
            RealNvpChoice flow => new RealNvpPrior(latents, flow.Couplings, flow.Hidden),
            _ => throw Unknown(choice),
        };
    }

    private static (Encoder Encoder, Decoder Decoder) Networks(
        NetworkChoice choice, ModelShape shape, int parameterChannels)
    {
        ImageShape images = shape.Images;
        ImageShape output = images with { Channels = parameterChannels };
        long seen = shape.EncoderSeesLabels ? shape.Classes : 0;
        long told = shape.DecoderSeesLabels ? shape.Classes : 0;
        return choice switch
        {
            MlpChoice mlp => Dense(mlp.Hidden, mlp.Tanh ? DenseActivation.Tanh : DenseActivation.Relu),
            GatedMlpChoice mlp => Dense(mlp.Hidden, DenseActivation.Gated),
            ConvChoice conv => Convolutional(new ConvPlan(conv.Channels, conv.Blocks, conv.Hidden, conv.Linear)),
            ResNet18Choice => (
                new ResNet18Encoder(images, seen), new ResNet18Decoder(output, shape.Latents, told)),
            _ => throw Unknown(choice),
        };

        (Encoder, Decoder) Dense(IReadOnlyList<int> widths, DenseActivation activation) => (
            new MlpEncoder(images, widths, activation, seen),
            new MlpDecoder(output, shape.Latents, widths, activation, told));

        (Encoder, Decoder) Convolutional(ConvPlan plan) => (
            new ConvEncoder(images, plan, seen), new ConvDecoder(output, plan, shape.Latents, told));
    }

    private static Posterior Create(PosteriorChoice choice, long features) => choice switch
    {
        DiagonalGaussianChoice => new DiagonalGaussianPosterior(features, choice.Dimension),
        _ => throw Unknown(choice),
    };

    private static Prior Create(
        PriorChoice choice, ModelShape shape, Func<Tensor, DiagonalGaussian> encode) => choice switch
        {
            StandardNormalChoice => new StandardNormalPrior(shape.Latents),
            MixtureChoice mixture => new MixturePrior(shape.Latents, mixture.Components),
            VampChoice vamp => new VampPrior(shape.Images, vamp.Components, encode),
            RealNvpChoice flow => new RealNvpPrior(shape.Latents, flow.Couplings, flow.Hidden),
            LabelGaussianChoice => new LabelGaussianPrior(shape.Latents, shape.Classes),
            _ => throw Unknown(choice),
        };

    private static Likelihood Create(LikelihoodChoice choice, int channels) => choice switch
    {
        BernoulliChoice => Logit(PixelMeasure.Binary, logits => new Bernoulli(logits)),
        ContinuousBernoulliChoice => Logit(PixelMeasure.UnitInterval, logits => new ContinuousBernoulli(logits)),
        GreyCrossEntropyChoice => Logit(PixelMeasure.None, logits => new GreyCrossEntropy(logits)),
        LearnedSigmaChoice gaussian => new LearnedSigmaLikelihood(gaussian.InitialLogSigma),
        OptimalSigmaChoice => new OptimalSigmaLikelihood(),
        DiscretizedLogisticChoice => new DiscretizedLogisticLikelihood(),
        LogisticMixtureChoice mixture => new LogisticMixtureLikelihood(mixture.Components, channels),
        _ => throw Unknown(choice),
    };

    private static LogitLikelihood Logit(
        PixelMeasure measure, Func<Tensor, PixelDistribution> distribution) =>
        new(nameof(LogitLikelihood), measure, distribution);

    private static ArgumentException Unknown(object choice) =>
        new($"{choice.GetType().Name} has no line in {nameof(ModelFactory)}.", nameof(choice));
}
