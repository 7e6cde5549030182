using System.ComponentModel.DataAnnotations;
using VaeSharp.Engine;
using VaeSharp.Models;
using VaeSharp.Models.Recipes;
using VaeSharp.Training.Schedules;
using static TorchSharp.torch;

namespace VaeSharp.Training.Objectives;

/// <summary>Distortion + β · rate.</summary>
/// <param name="Beta">β: Higgins et al. 2017; 1 is the ELBO itself.</param>
/// <param name="WarmupEpochs">Epochs over which β rises from 0: Sønderby et al. 2016.</param>
/// <param name="FreeBits">Nats that each term of the rate may use unpunished: each number of a group of latents, over all of its
/// positions (<see cref="LatentLayout.RateTerms"/>); with one position, each latent dimension. Kingma et al. 2016.</param>
/// <param name="Cycles">Equal parts of the training in each of which β rises from 0 anew: Fu et al. 2019; 0 for none.</param>
/// <param name="RampShare">The share of each cycle in which β rises; then it stays.</param>
[Choice("elbo", "Distortion + β · rate, with warm-up or cycles of β and free bits", "Higgins et al. 2017",
    Bound = "the ELBO, at β = 1", Order = 1)]
public sealed record ElboOptions(
    [property: Range(0.0, 1000.0)] double Beta = 1,
    [property: Range(0.0, 10_000.0)] double WarmupEpochs = 0,
    [property: Range(0.0, 100.0)] double FreeBits = 0,
    [property: Range(0, 1000)] int Cycles = 0,
    [property: Range(0.01, 1.0)] double RampShare = 0.5) : ObjectiveOptions
{
    /// <inheritdoc/>
    public override bool NeedsWholeBatch => FreeBits > 0;

    /// <inheritdoc/>
    public override LossMeaning Meaning => this switch
    {
        { Beta: 1, WarmupEpochs: 0, Cycles: 0, FreeBits: 0 } => LossMeaning.NegativeElbo,
        { Beta: >= 1, WarmupEpochs: 0, Cycles: 0 } => LossMeaning.Bound,
        _ => LossMeaning.NoBound,
    };

    /// <inheritdoc/>
    public override bool NeedsOneLayer => false;

    /// <inheritdoc/>
    public override string? RatePerDimensionKey => FreeBits > 0 ? "objective.freeBits" : null;

    /// <inheritdoc/>
    public override string? AgainstCodes => null;

    /// <inheritdoc/>
    public override string? FaultIn(Recipe recipe) => Cycles > 0 && WarmupEpochs > 0
        ? "objective.cycles and objective.warmupEpochs both say how β rises. Set one of them to 0."
        : null;

    /// <inheritdoc/>
    public override Objective Create(ObjectiveInputs inputs) => new ElboObjective(this, inputs.Recipe.Training.Epochs);
}

/// <summary>Distortion + β · rate, with warm-up or cycles of β and free bits.</summary>
/// <remarks>Sources: Kingma &amp; Welling 2014, equation 3; Higgins et al. 2017, equation 4; Sønderby et al. 2016,
/// section 2.2; Fu et al. 2019; Kingma et al. 2016, equation 15. See docs/theory.md#objective.</remarks>
/// <param name="choice">The numbers.</param>
/// <param name="epochs">Of the whole training, which the cycles divide.</param>
internal sealed class ElboObjective(ElboOptions choice, int epochs) : Objective
{
    private readonly Schedule _beta = choice switch
    {
        { Cycles: > 0 } => Schedule.Cyclical(choice.Beta, epochs, choice.Cycles, choice.RampShare),
        { WarmupEpochs: > 0 } => Schedule.Linear(0, choice.Beta, choice.WarmupEpochs),
        _ => Schedule.Constant(choice.Beta),
    };

    /// <inheritdoc/>
    public override ObjectiveValue Evaluate(
        VariationalAutoencoder model, ImageBatch batch, Tensor encoderInput, RandomStream random, double epoch)
    {
        Elbo elbo = model.Elbo(batch.X, batch.Labels, random, encoderInput);
        return new ObjectiveValue(elbo.Loss(RateWeight(epoch), choice.FreeBits), elbo);
    }

    /// <inheritdoc/>
    public override double RateWeight(double epoch) => _beta.At(epoch);
}
