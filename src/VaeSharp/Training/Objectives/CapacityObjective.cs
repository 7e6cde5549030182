using System.ComponentModel.DataAnnotations;
using VaeSharp.Engine;
using VaeSharp.Models;
using VaeSharp.Models.Recipes;
using VaeSharp.Training.Schedules;
using static TorchSharp.torch;

namespace VaeSharp.Training.Objectives;

/// <summary>Distortion + γ · |rate − C|, with a C that rises: Burgess et al. 2018.</summary>
/// <param name="Gamma">γ.</param>
/// <param name="Capacity">C at its height; nats per image.</param>
/// <param name="RampEpochs">Epochs over which C rises from 0.</param>
[Choice("capacity", "Distortion + γ · |rate − C|, C rising", "Burgess et al. 2018", Bound = "none", Order = 2)]
public sealed record CapacityOptions(
    [property: Range(0.0, 100_000.0)] double Gamma,
    [property: Range(0.0, 10_000.0)] double Capacity,
    [property: Range(0.0, 10_000.0)] double RampEpochs = 0) : ObjectiveOptions
{
    /// <inheritdoc/>
    public override bool NeedsWholeBatch => true;

    /// <inheritdoc/>
    public override bool NeedsOneLayer => false;

    /// <inheritdoc/>
    public override string? AgainstCodes => "its rate trains the prior only, which would learn to assign the codes low probability";

    /// <inheritdoc/>
    public override Objective Create(ObjectiveInputs inputs) => new CapacityObjective(this);
}

/// <summary>Distortion + γ · |rate − C|, the rate as the batch's mean, with a capacity C that rises evenly.</summary>
/// <remarks>Source: Burgess et al. 2018, section 5. See docs/theory.md#objective.</remarks>
internal sealed class CapacityObjective(CapacityOptions choice) : Objective
{
    private readonly Schedule _capacity = choice.RampEpochs > 0
        ? Schedule.Linear(0, choice.Capacity, choice.RampEpochs)
        : Schedule.Constant(choice.Capacity);

    /// <inheritdoc/>
    public override ObjectiveValue Evaluate(
        VariationalAutoencoder model, ImageBatch batch, Tensor encoderInput, RandomStream random, double epoch)
    {
        Elbo elbo = model.Elbo(batch.X, batch.Labels, random, encoderInput);
        Tensor excess = (elbo.Rate.mean() - Capacity(epoch)).abs();
        return new ObjectiveValue(elbo.Distortion.mean() + (choice.Gamma * excess), elbo);
    }

    /// <summary>C at a time; nats per image.</summary>
    /// <param name="epoch">Epochs done, with the fraction of the present one.</param>
    public double Capacity(double epoch) => _capacity.At(epoch);

    /// <inheritdoc/>
    public override double RateWeight(double epoch) => choice.Gamma;
}
