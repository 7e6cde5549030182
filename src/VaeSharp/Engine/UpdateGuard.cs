namespace VaeSharp.Engine;

/// <summary>Decides whether a gradient may change the weights, and how far.</summary>
/// <param name="ClipNorm">Gradients longer than this are clipped to it; 0 for never.</param>
/// <param name="SkipNorm">Updates with a longer gradient are left out; 0 for those only that are not finite.</param>
/// <remarks>Source of skipping on a large norm: Child 2021 (VDVAE), section 4.2.</remarks>
internal sealed record UpdateGuard(double ClipNorm = 0, double SkipNorm = 0)
{
    /// <summary>Whether loss and gradient are finite, and the gradient no longer than what is skipped.</summary>
    public bool Accepts(double loss, double norm) =>
        double.IsFinite(loss) && double.IsFinite(norm) && (SkipNorm <= 0 || norm <= SkipNorm);

    /// <summary>What gradients are multiplied by: less than 1 where their global norm is above <see cref="ClipNorm"/>.</summary>
    /// <param name="norm">Their global norm.</param>
    /// <remarks>Source: Pascanu, Mikolov &amp; Bengio 2013, algorithm 1.</remarks>
    public double ClipCoefficient(double norm) => ClipNorm > 0 && norm > ClipNorm ? ClipNorm / norm : 1;
}
