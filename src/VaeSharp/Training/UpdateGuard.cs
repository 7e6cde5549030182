using VaeSharp.Models.Recipes;

namespace VaeSharp.Training;

/// <summary>Decides whether a gradient may change the weights, and how far.</summary>
/// <remarks>Source of skipping on a large norm: Child 2021 (VDVAE), section 4.2.</remarks>
internal sealed class UpdateGuard(TrainingOptions training)
{
    /// <summary>Whether loss and gradient are finite, and the gradient no longer than the recipe accepts.</summary>
    public bool Accepts(double loss, double norm) =>
        double.IsFinite(loss) && double.IsFinite(norm) && (training.SkipNorm <= 0 || norm <= training.SkipNorm);

    /// <summary>What gradients are multiplied by: less than 1 where their global norm is above the recipe's.</summary>
    /// <param name="norm">Their global norm.</param>
    /// <remarks>Source: Pascanu, Mikolov &amp; Bengio 2013, algorithm 1.</remarks>
    public double ClipCoefficient(double norm) => training.ClipNorm > 0 && norm > training.ClipNorm ? training.ClipNorm / norm : 1;
}
