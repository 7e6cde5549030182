using static TorchSharp.torch;

namespace VaeSharp.Engine;

/// <summary>Parameters that one loss lowers, with what lowers it: gradient → guard → optimiser.</summary>
/// <remarks>All that learns by gradients in this library does so here: models, what is trained beside them, priors that are fitted,
/// and judges. They differ in their losses, their rates and their guards.</remarks>
/// <param name="optimizer">Knows the parameters; owned from here on.</param>
/// <param name="guard">Says which gradients may change them.</param>
internal sealed class ParameterGroup(FusedAdam optimizer, UpdateGuard guard) : IDisposable
{
    /// <summary>Its moments and its count of updates belong to a checkpoint.</summary>
    public FusedAdam Optimizer { get; } = optimizer;

    /// <summary>One step down a loss.</summary>
    /// <param name="loss">A scalar that depends on the parameters.</param>
    /// <param name="learningRate">α.</param>
    public ParameterUpdate Descend(Tensor loss, double learningRate)
    {
        loss.backward();
        return Update(loss.item<float>(), learningRate);
    }

    /// <summary>One step along the gradients that lie at the parameters, or none where the guard refuses; they are cleared then.</summary>
    /// <param name="loss">That they are the gradients of.</param>
    /// <param name="learningRate">α.</param>
    public ParameterUpdate Update(double loss, double learningRate)
    {
        double norm = Optimizer.GradientNorm();
        bool applied = guard.Accepts(loss, norm);
        if (applied)
        {
            Optimizer.Step(learningRate, guard.ClipCoefficient(norm));
        }
        else
        {
            Optimizer.ClearGradients();
        }

        return new ParameterUpdate(norm, learningRate, applied);
    }

    /// <inheritdoc/>
    public void Dispose() => Optimizer.Dispose();
}

/// <summary>What a step did to a group.</summary>
/// <param name="GradientNorm">Global, before it was clipped.</param>
/// <param name="LearningRate">That was used.</param>
/// <param name="Applied">False where the guard left the update out.</param>
internal sealed record ParameterUpdate(double GradientNorm, double LearningRate, bool Applied);
