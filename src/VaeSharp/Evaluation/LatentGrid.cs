using VaeSharp.Engine;
using VaeSharp.Models;
using static TorchSharp.torch;

namespace VaeSharp.Evaluation;

/// <summary>What the latent space looks like through the decoder.</summary>
internal static class LatentGrid
{
    /// <summary>Sweeps latent dimensions one at a time, all others staying where they are; where latents are unit vectors
    /// their proportions stay.</summary>
    /// <param name="model">Left in the mode it came in.</param>
    /// <param name="z">Where the sweeps cross; shape [D].</param>
    /// <param name="label">A conditional model's class.</param>
    /// <param name="dimensions">Which ones, in the rows' order: <see cref="Encodings.DimensionsByRate"/>.</param>
    /// <param name="steps">Images of each row; at least 2.</param>
    /// <param name="limit">From −limit to +limit, in standard deviations of the prior.</param>
    /// <returns>Mean images; shape [dimensions, steps, C, H, W], in [0, 1].</returns>
    public static Tensor Traverse(
        VariationalAutoencoder model, Tensor z, int? label, IReadOnlyList<int> dimensions, int steps, double limit = 3)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 2);
        using var mode = new EvaluationMode(model);
        double reach = limit * Math.Sqrt(model.Shape.LatentVariance);
        Tensor sweep = linspace(-reach, reach, steps, ScalarType.Float32, z.device);
        var rows = new List<Tensor>(dimensions.Count);
        foreach (int dimension in dimensions)
        {
            Tensor latents = z.unsqueeze(0).repeat(steps, 1); // [steps, D]
            latents.select(1, dimension).copy_(sweep);
            rows.Add(Decode(model, latents, label));
        }

        return stack(rows); // [dimensions, steps, C, H, W]
    }

    /// <summary>The manifold of a model with two latents: a grid of equal shares of the prior's probability.</summary>
    /// <param name="model">With D = 2. Left in the mode it came in.</param>
    /// <param name="side">Rows and columns.</param>
    /// <param name="label">A conditional model's class.</param>
    /// <returns>Mean images at <see cref="Coordinates"/>; shape [side, side, C, H, W], in [0, 1].</returns>
    /// <remarks>Source: Kingma &amp; Welling 2014, appendix A, figure 4.</remarks>
    /// <exception cref="ArgumentException">The model has another latent dimension.</exception>
    public static Tensor Manifold(VariationalAutoencoder model, int side, int? label = null)
    {
        if (model.Shape.Latents != 2)
        {
            throw new ArgumentException(
                $"The model has {model.Shape.Latents} latent dimensions; a manifold needs 2.", nameof(model));
        }

        using var mode = new EvaluationMode(model);
        Tensor axis = Coordinates(side, EvaluationPass.DeviceOf(model));
        int batch = Math.Max(1, EvaluationPass.BatchSize(model.Shape.Images) / side);
        var parts = new List<Tensor>();
        for (int row = 0; row < side; row += batch)
        {
            int rows = Math.Min(batch, side - row);
            Tensor second = axis.flip(0).narrow(0, row, rows).repeat_interleave(side); // the largest on top
            Tensor latents = stack([axis.repeat(rows), second], 1); // [rows·side, 2]
            parts.Add(Decode(model, latents, label).unflatten(0, rows, side));
        }

        return cat(parts); // [side, side, C, H, W]
    }

    /// <summary>
    /// Φ⁻¹((i + ½)/side): the first latent of column i. The second latent of row i is that of column side − 1 − i, so
    /// that it grows upwards as in a plot.
    /// </summary>
    /// <param name="side">How many; at least 1.</param>
    /// <param name="device">Where; the CPU where null.</param>
    /// <returns>Shape [side], rising.</returns>
    public static Tensor Coordinates(int side, Device? device = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(side, 1);
        using NativeWork work = NativeWork.Begin();
        Tensor share = (arange(side, ScalarType.Float64, device) + 0.5) / side;
        return (((2 * share) - 1).erfinv() * Math.Sqrt(2)).to(ScalarType.Float32); // Φ⁻¹(p) = √2 erf⁻¹(2p − 1)
    }

    private static Tensor Decode(VariationalAutoencoder model, Tensor latents, int? label)
    {
        Tensor? labels = label is { } one ? full(latents.shape[0], one, ScalarType.Int64, latents.device) : null;
        return model.Decode(model.Shape.NearestLatents(latents), labels).Mean.clamp(0, 1);
    }
}
