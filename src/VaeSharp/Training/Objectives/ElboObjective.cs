using VaeSharp.Engine;
using VaeSharp.Models;
using VaeSharp.Models.Recipes;
using VaeSharp.Training.Schedules;
using static TorchSharp.torch;

namespace VaeSharp.Training.Objectives;

/// <summary>Distortion + β · rate, with warm-up or cycles of β and free bits.</summary>
/// <remarks>Sources: Kingma &amp; Welling 2014, equation 3; Higgins et al. 2017, equation 4; Sønderby et al. 2016,
/// section 2.2; Fu et al. 2019; Kingma et al. 2016, equation 15. See docs/theory.md#objective.</remarks>
/// <param name="choice">The numbers.</param>
/// <param name="epochs">Of the whole training, which the cycles divide.</param>
public sealed class ElboObjective(ElboChoice choice, int epochs) : Objective
{
    private readonly Schedule _beta = choice switch
    {
        { Cycles: > 0 } => Schedule.Cyclical(choice.Beta, epochs, choice.Cycles, choice.RampShare),
        { WarmupEpochs: > 0 } => Schedule.Linear(0, choice.Beta, choice.WarmupEpochs),
        _ => Schedule.Constant(choice.Beta),
    };

    /// <inheritdoc/>
    public override ObjectiveValue Evaluate(
        VariationalAutoencoder model, ImageBatch batch, Tensor seen, RandomStream random, double epoch)
    {
        Elbo elbo = model.Elbo(batch.X, batch.Labels, random, seen);
        return new ObjectiveValue(elbo.Loss(RateWeight(epoch), choice.FreeBits), elbo);
    }

    /// <inheritdoc/>
    public override double RateWeight(double epoch) => _beta.At(epoch);
}
