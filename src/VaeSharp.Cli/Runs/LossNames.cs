using System.Globalization;
using VaeSharp.Evaluation;
using VaeSharp.Models.Recipes;
using VaeSharp.Nn.Distributions;
using VaeSharp.Training;

namespace VaeSharp.Cli.Runs;

/// <summary>What losses may be called: −ELBO if they are it; else what they are, and whether they bound log p(x).</summary>
/// <param name="Training">What training lowers.</param>
/// <param name="Validation">What validation reports.</param>
internal sealed record LossNames(string Training, string Validation)
{
    private const string NegativeElbo = "−ELBO";
    private const string GreySum = "cross-entropy + rate";

    internal static LossNames Of(Recipe recipe, PixelMeasure measure)
    {
        bool likelihood = measure != PixelMeasure.None;
        LossMeaning meaning = recipe.Objective.Meaning;
        if (meaning == LossMeaning.NegativeElbo && recipe.Posterior is VectorQuantizedChoice { Commitment: > 0 })
        {
            meaning = LossMeaning.Bound; // what straying from the codes costs comes on top
        }
        else if (recipe.Likelihood is OptimalSigmaChoice)
        {
            meaning = LossMeaning.NoBound; // in training σ looks at the images that it scores
        }

        string training = meaning switch
        {
            LossMeaning.NegativeElbo => likelihood ? NegativeElbo : GreySum,
            LossMeaning.Bound => likelihood ? "loss (a bound)" : "loss (no likelihood)",
            _ => "loss (no bound)",
        };
        string validation = recipe.Objective switch
        {
            { IsDeterministic: true } => "reconstruction (no bound)",
            ImportanceChoice { Samples: > 1 } choice => $"−bound of {choice.Samples} samples",
            _ => likelihood ? NegativeElbo : GreySum,
        };
        return new LossNames(training, validation);
    }

    /// <summary>What distortion and rate together are called in an evaluation that has both.</summary>
    internal static string Of(BoundReport bound) => bound.NegativeElboNats is null ? GreySum : NegativeElbo;

    /// <summary>Figures under a name: as a sum where the loss is that of its parts.</summary>
    internal static string Figures(string name, EpochFigures figures) => name is NegativeElbo or GreySum
        ? string.Create(
            CultureInfo.InvariantCulture, $"{name} {figures.Loss:F2} = {figures.Distortion:F2} + {figures.Rate:F2}")
        : string.Create(
            CultureInfo.InvariantCulture, $"{name} {figures.Loss:F2}, distortion {figures.Distortion:F2}{Rate(figures)}");

    private static string Rate(EpochFigures figures) => figures.Rate is { } rate
        ? string.Create(CultureInfo.InvariantCulture, $", rate {rate:F2}")
        : "";
}
