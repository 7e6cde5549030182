using VaeSharp.Engine;
using VaeSharp.Models;
using static TorchSharp.torch;

namespace VaeSharp.Evaluation;

/// <summary>Which way leads from one latent to another.</summary>
internal enum InterpolationPath
{
    /// <summary>The straight line.</summary>
    Linear,

    /// <summary>The great arc, which keeps the norm: in many dimensions the prior's samples share one.</summary>
    Spherical,
}

/// <summary>Ways between latents, images and labels.</summary>
internal static class Interpolation
{
    // Below it the arc and the line agree to float32's last digits, while the arc divides by almost zero.
    private const double NearlyParallel = 1e-4;

    /// <summary>Points from one latent to another, both ends included.</summary>
    /// <param name="from">Shape [D].</param>
    /// <param name="to">Shape [D].</param>
    /// <param name="steps">How many points; at least 2.</param>
    /// <param name="path">Line or arc; parallel, opposite or zero latents have no one arc and take the line.</param>
    /// <returns>Shape [steps, D].</returns>
    /// <remarks>Source of the arc: Shoemake 1985, section 3.3; for latents White 2016.</remarks>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public static Tensor Between(Tensor from, Tensor to, int steps, InterpolationPath path)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 2);
        using NativeWork work = NativeWork.Begin();
        if (from.dim() != 1 || to.dim() != 1 || from.shape[0] != to.shape[0])
        {
            throw new ArgumentException(
                $"The ends have shapes [{string.Join(", ", from.shape)}] and [{string.Join(", ", to.shape)}]; expected "
                + "[D] twice.", nameof(to));
        }

        Tensor t = linspace(0, 1, steps, ScalarType.Float64, from.device).unsqueeze(1); // [steps, 1]
        (Tensor a, Tensor b) = (from.to(ScalarType.Float64), to.to(ScalarType.Float64));
        (Tensor first, Tensor second) = (1 - t, t);
        if (path == InterpolationPath.Spherical && Angle(a, b) is { } angle)
        {
            first = sin(first * angle) / Math.Sin(angle);
            second = sin(second * angle) / Math.Sin(angle);
        }

        return ((first * a) + (second * b)).to(from.dtype); // [steps, D]
    }

    /// <summary>From one image to another through the means of their posteriors. Where latents are unit vectors the line
    /// is brought back to the sphere, and so goes the arc's way at another pace.</summary>
    /// <param name="model">Left in the mode it came in.</param>
    /// <param name="images">The two ends; shape [2, C, H, W].</param>
    /// <param name="labels">Their classes, int64, shape [2]; a model's label changes with the latent.</param>
    /// <param name="steps">How many images come out; at least 2.</param>
    /// <param name="path">Line or arc.</param>
    /// <returns>Mean images; shape [steps, C, H, W], in [0, 1].</returns>
    public static Tensor BetweenImages(
        VariationalAutoencoder model, Tensor images, Tensor? labels, int steps, InterpolationPath path)
    {
        using var mode = new EvaluationMode(model);
        Tensor means = model.Encode(images, labels).Mean; // [2, D]
        Tensor z = model.Shape.NearestLatents(Between(means[0], means[1], steps, path));
        Tensor? mixture = labels is null ? null : Mixture(model, labels, steps);
        return model.Decode(z, mixture).Mean.clamp(0, 1);
    }

    /// <summary>From one label to another at one latent: the style stays, the class changes.</summary>
    /// <param name="model">Its decoder takes labels. Left in the mode it came in.</param>
    /// <param name="z">The latent; shape [D].</param>
    /// <param name="from">The first class.</param>
    /// <param name="to">The last class.</param>
    /// <param name="steps">How many images come out; at least 2.</param>
    /// <returns>Mean images; shape [steps, C, H, W], in [0, 1].</returns>
    /// <exception cref="ArgumentException">The decoder takes no labels.</exception>
    public static Tensor BetweenLabels(VariationalAutoencoder model, Tensor z, int from, int to, int steps)
    {
        if (!model.Shape.DecoderSeesLabels)
        {
            throw new ArgumentException(
                $"The decoder takes no labels (labels: {model.Shape.Labels}); expected a model with labels: both or "
                + "decoder.", nameof(model));
        }

        using var mode = new EvaluationMode(model);
        Tensor labels = tensor(new long[] { from, to }, device: z.device);
        return model.Decode(z.unsqueeze(0).expand(steps, -1), Mixture(model, labels, steps)).Mean.clamp(0, 1);
    }

    // Weights of the classes; [steps, classes].
    private static Tensor Mixture(VariationalAutoencoder model, Tensor labels, int steps)
    {
        Tensor ends = nn.functional.one_hot(labels, model.Shape.Classes).to(ScalarType.Float32); // [2, classes]
        return Between(ends[0], ends[1], steps, InterpolationPath.Linear);
    }

    private static double? Angle(Tensor a, Tensor b)
    {
        double lengths = a.norm().item<double>() * b.norm().item<double>();
        if (lengths == 0)
        {
            return null;
        }

        double angle = Math.Acos(Math.Clamp(a.dot(b).item<double>() / lengths, -1, 1));
        return Math.Sin(angle) < NearlyParallel ? null : angle;
    }
}
