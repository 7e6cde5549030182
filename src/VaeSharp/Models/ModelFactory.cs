using VaeSharp.Data;
using VaeSharp.Engine;
using VaeSharp.Models.Recipes;
using VaeSharp.Nn.Layers;

namespace VaeSharp.Models;

/// <summary>From a recipe to a model: each choice creates its part.</summary>
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
    public static VariationalAutoencoder Create(Recipe recipe, ImageShape images, int classes, ulong seed)
    {
        MemoryEstimate.OfTraining(recipe, images, classes, count: 1).Demand("Training with this recipe", MachineMemory.Total);
        return Make(recipe, images, classes, seed);
    }

    /// <summary>The same, whatever memory it takes.</summary>
    internal static VariationalAutoencoder Make(Recipe recipe, ImageShape images, int classes, ulong seed)
    {
        using NativeWork work = NativeWork.Begin();
        return Initialize(seed, () => Create(recipe, images, classes));
    }

    /// <summary>How many weights the parts of a model have; nothing is made.</summary>
    internal static IReadOnlyDictionary<string, Int128> CountWeights(Recipe recipe, ImageShape images, int classes) =>
        WeightBudget.Count(() => Make(recipe, images, classes, seed: 0));

    /// <summary>What <paramref name="make"/> makes, with initial weights that depend on the seed alone.</summary>
    internal static T Initialize<T>(ulong seed, Func<T> make)
    {
        using Lock.Scope alone = Initialization.EnterScope();
        RandomStream.SeedInitialization(seed);
        return make();
    }

    private static VariationalAutoencoder Create(Recipe recipe, ImageShape images, int classes)
    {
        long latents = LatentLayout.Of(recipe.Networks, recipe.Posterior, images).Latents;
        var shape = new ModelShape(
            images, latents, classes, recipe.Labels, recipe.Prior.SeesLabels, recipe.Posterior.Space == LatentSpace.Sphere);
        Likelihood likelihood = recipe.Likelihood.Create(images);
        if (likelihood.Support != recipe.Likelihood.Support)
        {
            throw new InvalidOperationException(
                $"The likelihood '{recipe.Likelihood.Kind}' says that its support is {recipe.Likelihood.Support}, and creates one over "
                + $"{likelihood.Support}.");
        }

        ImageShape output = images with { Channels = likelihood.ParameterChannels(images) };
        LatentModel model = recipe.Networks.Create(recipe, shape, output);
        return new VariationalAutoencoder(model, likelihood, shape, ClassifierOf(recipe, shape));
    }

    // A checkpoint holds a classifier's encoder, and not the decoder that is made beside it, a mirror of about its size.
    private const int ClassifierTimes = 4;

    // Made last, so that the other parts are the same with it and without it.
    private static Classifier? ClassifierOf(Recipe recipe, ModelShape shape)
    {
        if (recipe.Objective.ClassifierIn(recipe) is not EncoderDecoderOptions networks)
        {
            return null;
        }

        return WeightBudget.As("objective", () => ClassifierOf(networks, shape));
    }

    private static Classifier ClassifierOf(EncoderDecoderOptions networks, ModelShape shape)
    {

        (Encoder encoder, Decoder unused) = WeightBudget.Aside(
            ClassifierTimes, Encoder.Part, () => networks.Create(NetworkShape.Of(shape with { Labels = LabelUse.None }, shape.Images)));
        unused.Dispose();
        return new Classifier(encoder, shape.Classes);
    }

    /// <summary>A prior by itself, to be fitted to a trained model's encodings.</summary>
    /// <param name="choice">One that can be fitted, and needs nothing of the model but its number of latents.</param>
    /// <param name="latents">D.</param>
    /// <param name="seed">Of the initial weights.</param>
    /// <exception cref="ArgumentException">The choice cannot be fitted afterwards, or is one over codes.</exception>
    public static Prior CreatePrior(PriorOptions choice, long latents, ulong seed) =>
        CreatePrior(choice, new PriorInputs(latents), seed);

    /// <summary>The same for a choice that needs to know more of the model.</summary>
    internal static Prior CreatePrior(PriorOptions choice, PriorInputs inputs, ulong seed)
    {
        using NativeWork work = NativeWork.Begin();
        return !choice.CanBeFitted
            ? throw new ArgumentException($"The prior '{choice.Kind}' cannot be fitted afterwards.", nameof(choice))
            : choice.IsOver(LatentSpace.Codes) && inputs.Codes is null
            ? throw new ArgumentException($"The prior '{choice.Kind}' is one over codes, and there are none.", nameof(choice))
            : Initialize(seed, () => choice.Create(inputs));
    }

    /// <summary>What a prior may need to know that is fitted to a model's encodings.</summary>
    /// <param name="model">Whose latents stand in one layer.</param>
    /// <param name="recipe">That it was made from.</param>
    internal static PriorInputs InputsOf(VariationalAutoencoder model, Recipe recipe)
    {
        LatentGroup layer = LatentLayout.Of(recipe.Networks, recipe.Posterior, model.Shape.Images).Groups[0];
        return new PriorInputs(model.Shape.Latents)
        {
            Images = model.Shape.Images,
            Classes = model.Shape.Classes,
            Grid = recipe.Posterior.CodesOver(layer.Height, layer.Width),
            Codes = model.Codes,
            Layer = layer,
        };
    }
}
