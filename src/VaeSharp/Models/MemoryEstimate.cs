using System.Globalization;
using VaeSharp.Data;
using VaeSharp.Models.Recipes;
using VaeSharp.Nn.Layers;

namespace VaeSharp.Models;

/// <summary>The memory that a model takes at its peak, told before any of it is taken.</summary>
/// <param name="Parts">What asks for it.</param>
/// <remarks>Weights are counted one by one. What a step keeps for its gradients is summed up from what each choice says of itself,
/// and is right within a factor of two; choices of another assembly say nothing.</remarks>
internal sealed record MemoryEstimate(IReadOnlyList<MemoryPart> Parts)
{
    private const double Gigabyte = 1e9;

    // .NET, libtorch and what they keep for themselves, as measured.
    private const double Process = 0.25 * Gigabyte;

    // Images as they are read, and their parts.
    private const double Copies = 2;

    // Losses, their gradients and masks, for each number that a likelihood reads.
    private const double PerOutput = 4;
    private const double PerValue = 4;

    /// <summary>The sum of the parts, and what .NET and libtorch keep for themselves; bytes.</summary>
    public double Bytes => Process + Parts.Sum(part => part.Bytes);

    /// <summary>What weights, their gradients and moments take; bytes.</summary>
    public double WeightBytes => Parts.Where(part => part.IsWeights).Sum(part => part.Bytes);

    /// <summary>What a step keeps until its gradients are known; bytes.</summary>
    public double StepBytes => Parts.Where(part => !part.IsWeights).Sum(part => part.Bytes);

    /// <summary>For a training: weights with gradients, moments and average, one step, and the images.</summary>
    /// <param name="recipe">The whole of it.</param>
    /// <param name="images">Shape of one image.</param>
    /// <param name="classes">How many the data has.</param>
    /// <param name="count">Images to train on: no batch has more.</param>
    /// <param name="dataBytes">Of all images.</param>
    public static MemoryEstimate OfTraining(Recipe recipe, ImageShape images, int classes, int count, double dataBytes = 0)
    {
        TrainingOptions training = recipe.Training;
        double batch = Math.Ceiling((double)Math.Min(training.Batch, count) / training.Accumulate)
            + (recipe.Objective.PartWithLabels?.Batch ?? 0);
        int copies = 4 + (training.EmaDecay > 0 ? 1 : 0); // weights, gradients, two moments and an average
        StepSizes sizes = StepSizes.Of(recipe, images, classes, batch, recipe.Objective.PassesPerImage(classes));
        return new(
        [
            .. Weights(recipe, images, classes, copies), .. Step(recipe, sizes),
            Kept("objective", recipe.Objective.StepNumbers(sizes), recipe, sizes), new("images", Copies * dataBytes, []),
        ]);
    }

    /// <summary>For a model in use, its weights not counted: they are there, or a file bounds them.</summary>
    /// <param name="recipe">What it was trained by.</param>
    /// <param name="images">Shape of one image.</param>
    /// <param name="classes">How many the data had.</param>
    /// <param name="count">Images, or samples, at once.</param>
    public static MemoryEstimate OfUse(Recipe recipe, ImageShape images, int classes, double count)
    {
        const double kept = 0.25; // without gradients only what the next layer reads is kept
        return new(
        [
            .. Step(recipe, StepSizes.Of(recipe, images, classes, count, (1, 1))).Select(part => part with { Bytes = part.Bytes * kept }),
        ]);
    }

    /// <summary>For a model that is made, shown one image and let go.</summary>
    /// <inheritdoc cref="OfUse" path="/param"/>
    public static MemoryEstimate OfOutline(Recipe recipe, ImageShape images, int classes) =>
        new([.. Weights(recipe, images, classes, copies: 1), .. OfUse(recipe, images, classes, count: 1).Parts]);

    /// <summary>Refuses what this machine has not.</summary>
    /// <param name="what">Whose memory it is, such as "Training with this recipe".</param>
    /// <param name="machine">What there is; bytes.</param>
    /// <exception cref="InsufficientMemoryException">The message says what asks for how much, and by which keys of a recipe.</exception>
    public void Demand(string what, long machine)
    {
        if (Bytes <= machine)
        {
            return;
        }

        MemoryPart[] largest = [.. Parts.OrderByDescending(part => part.Bytes).TakeWhile((part, i) => i < 1 || part.Bytes > Bytes / 10)];
        throw new InsufficientMemoryException(
            $"{what} would take about {Text(Bytes)}: {string.Join("; ", largest.Select(part => part.InWords(Text)))}. This machine has "
            + $"{Text(machine)}, and nothing was begun. Choose smaller numbers there.");
    }

    private static string Text(double bytes) => bytes < Gigabyte
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:F0} MB")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes / Gigabyte:N1} GB");

    private static IEnumerable<MemoryPart> Weights(Recipe recipe, ImageShape images, int classes, int copies) =>
        ModelFactory.CountWeights(recipe, images, classes).Select(pair => new MemoryPart(
            string.Create(CultureInfo.InvariantCulture, $"{(double)pair.Value / 1e6:N1} million weights of the {pair.Key}"),
            (double)pair.Value * copies * sizeof(float), SizeKeys(recipe, pair.Key))
        { IsWeights = true });

    private static IEnumerable<MemoryPart> Step(Recipe recipe, StepSizes sizes)
    {
        (double encoder, double decoder) = recipe.Networks.NumbersPerImage(sizes.Images, sizes.Output, sizes.Latents);
        return
        [
            Kept("networks", (encoder * sizes.Encoded) + (decoder * sizes.Decoded), recipe, sizes),
            Kept("posterior", recipe.Posterior.StepNumbers(sizes), recipe, sizes),
            Kept("prior", recipe.Prior.StepNumbers(sizes, encoder), recipe, sizes),
            Kept(
                "likelihood", (PerOutput * sizes.Outputs * sizes.Decoded) + (PerValue * sizes.Values * sizes.Encoded), recipe, sizes),
        ];
    }

    private static MemoryPart Kept(string part, double numbers, Recipe recipe, StepSizes sizes) => new(
        string.Create(
            CultureInfo.InvariantCulture,
            $"what the {part} keep{(part == WeightBudget.MainPart ? "" : "s")} of {sizes.Encoded:N0} images of {sizes.Images} at once"),
        numbers * sizeof(float),
        [
            "training.batch", "training.accumulate", .. SizeKeys(recipe, part),
            .. sizes.Decoded > sizes.Encoded ? SizeKeys(recipe, "objective") : [],
        ]);

    // The whole numbers of a choice: those that its size depends on.
    private static string[] SizeKeys(Recipe recipe, string part)
    {
        Choice choice = part switch
        {
            "posterior" => recipe.Posterior,
            "prior" => recipe.Prior,
            "likelihood" => recipe.Likelihood,
            "objective" => recipe.Objective,
            _ => recipe.Networks,
        };
        return
        [
            .. ChoiceKind.Parameters(choice.GetType())
                .Where(key => key.ParameterType == typeof(int) || key.ParameterType == typeof(IReadOnlyList<int>))
                .Select(key => $"{ChoiceFamily.Of(choice.GetType()).Key}.{RecipeValue.KeyOf(key.Name!)}"),
        ];
    }
}

/// <summary>What asks for memory.</summary>
/// <param name="What">In words.</param>
/// <param name="Bytes">How much.</param>
/// <param name="Keys">Of the recipe, by which it can be made less.</param>
internal sealed record MemoryPart(string What, double Bytes, IReadOnlyList<string> Keys)
{
    /// <summary>Whether it is there before the first step.</summary>
    public bool IsWeights { get; init; }

    internal string InWords(Func<double, string> text) =>
        $"{text(Bytes)} for {What}{(Keys.Count > 0 ? $" ({string.Join(", ", Keys)})" : "")}";
}
