using System.Globalization;
using VaeSharp.Evaluation;
using VaeSharp.Models.Recipes;
using VaeSharp.Nn.Distributions;
using VaeSharp.Training;

namespace VaeSharp.Runs;

/// <summary>What losses may be called: −ELBO if they are it, "given y" where it bounds −log p(x|y) in place of −log p(x);
/// else what they are, and whether they bound it.</summary>
/// <param name="Training">What training lowers.</param>
/// <param name="Validation">What validation reports.</param>
internal sealed record LossNames(string Training, string Validation)
{
    /// <summary>What stands beside a loss of training that is no sum.</summary>
    public string Part { get; init; } = "distortion";

    /// <summary>What stands beside one of validation.</summary>
    public string ValidationPart { get; init; } = "distortion";

    private const string NegativeElbo = "−ELBO";
    private const string GreySum = "cross-entropy + rate";

    /// <summary>The names of a training's losses.</summary>
    /// <param name="recipe">What is trained, and how.</param>
    /// <param name="support">What its likelihood is a density or a mass over.</param>
    /// <param name="givenLabels">Whether p(x|z) or p(z) depends on the label.</param>
    public static LossNames Of(Recipe recipe, PixelSupport support, bool givenLabels)
    {
        // An objective that learns from images without a label sums over all classes, so its bound is one on log p(x).
        string given = givenLabels && recipe.Objective.PartWithLabels is null ? " given y" : "";
        bool likelihood = support != PixelSupport.None;
        LossMeaning meaning = recipe.Objective.Meaning;
        if (meaning == LossMeaning.NegativeElbo && recipe.Posterior.AddsToLoss)
        {
            meaning = LossMeaning.Bound; // what straying from the codes costs comes on top
        }
        else if (recipe.Likelihood.LearnsFromBatch)
        {
            meaning = LossMeaning.NoBound; // in training σ looks at the images that it scores
        }

        string training = meaning switch
        {
            LossMeaning.NegativeElbo => likelihood ? NegativeElbo + given : GreySum,
            LossMeaning.Bound => likelihood ? "loss (a bound)" : "loss (no likelihood)",
            _ => "loss (no bound)",
        };
        string validation = recipe.Objective switch
        {
            { IsDeterministic: true } => "reconstruction (no bound)",
            { ImportanceSamples: > 1 and var samples } => $"−bound of {samples} samples{given}",
            _ => likelihood ? NegativeElbo + given : GreySum,
        };
        return new LossNames(training, validation);
    }

    /// <summary>What distortion and rate together are called in an evaluation that has both.</summary>
    public static string Of(BoundReport bound) => bound.NegativeElboNats is null ? GreySum : NegativeElbo;

    /// <summary>Figures under a name: as a sum where the loss is that of its parts.</summary>
    /// <param name="name">Of the loss.</param>
    /// <param name="figures">Of an epoch or a step.</param>
    /// <param name="part">What stands beside a loss that is no sum.</param>
    public static string Figures(string name, EpochFigures figures, string part = "distortion")
    {
        bool sum = name == GreySum || name.StartsWith(NegativeElbo, StringComparison.Ordinal);
        string rate = figures.Rate is { } nats ? string.Create(CultureInfo.InvariantCulture, $", rate {nats:F2}") : "";
        return sum
            ? string.Create(
                CultureInfo.InvariantCulture, $"{name} {figures.Loss:F2} = distortion {figures.Distortion:F2} + rate {figures.Rate:F2}")
            : string.Create(
                CultureInfo.InvariantCulture, $"{name} {figures.Loss:F2}, {part} {figures.Distortion:F2}{rate}");
    }
}
