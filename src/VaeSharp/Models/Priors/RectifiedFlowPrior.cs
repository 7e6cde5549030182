using System.ComponentModel.DataAnnotations;
using VaeSharp.Engine;
using VaeSharp.Models.Recipes;
using static TorchSharp.torch;

namespace VaeSharp.Models.Priors;

/// <summary>A rectified flow, fitted to a trained model's latents: Liu, Gong &amp; Liu 2023, Lipman et al. 2023.</summary>
/// <param name="Width">Numbers at each position of its network; a multiple of the heads.</param>
/// <param name="Layers">Blocks of that, one after another; 1 to 64.</param>
/// <param name="Heads">Of its attention, where latents stand on a grid.</param>
/// <param name="Labels">Whether it sees the label: p(z|y).</param>
[Choice("rectified-flow", "A rectified flow from noise to latents; fitted afterwards only", "Liu et al. 2023", Order = 9)]
public sealed record RectifiedFlowOptions(
    [property: Range(2, 4096)] int Width = 256,
    [property: Range(1, 64)] int Layers = 4,
    [property: Range(1, 64)] int Heads = 4,
    bool Labels = false) : PriorOptions
{
    /// <inheritdoc/>
    public override bool SeesLabels => Labels;

    /// <inheritdoc/>
    public override bool CanBeFitted => true;

    /// <inheritdoc/>
    public override bool IsFittedOnly => true;

    /// <inheritdoc/>
    public override string Title => $"rectified flow of {Layers} layers of {Width}";

    /// <inheritdoc/>
    public override string? FaultIn(Recipe recipe) => Width % Heads == 0
        ? null
        : $"the prior '{Kind}' shares its width of {Width} out to {Heads} heads, which does not come out even. Set the width to a "
            + "multiple of the heads.";

    /// <inheritdoc/>
    internal override string LossName => "squared error of the velocity";

    /// <inheritdoc/>
    internal override int FitBatch => 256;

    /// <inheritdoc/>
    public override Prior Create(PriorInputs inputs) => new RectifiedFlowPrior(
        inputs.Layer ?? new LatentGroup(1, 1, (int)inputs.Latents), Width, Layers, Heads, Labels ? inputs.Classes : 0);
}

/// <summary>Latents at the end of a differential equation that begins with noise: dx/dt = v(x, t), with x from N(0, I) at t = 0.</summary>
/// <remarks>
/// v is the mean of x₁ − x₀ over straight lines between noise x₀ and latents x₁ that pass a place at a time: Liu, Gong &amp; Liu 2023,
/// equation 1; Lipman et al. 2023, equation 23 with σ = 0. Latents are scaled to unit variance at each of a position's numbers.
/// See docs/theory.md#rectified-flow.
/// </remarks>
internal sealed class RectifiedFlowPrior : Prior
{
    private const int UsualSteps = 25;
    private const double LeastDeviation = 1e-6;

    private readonly VelocityNetwork velocity;
    private readonly Tensor mean;
    private readonly Tensor deviation;
    private readonly LatentGroup _layer;

    /// <summary>Starts as N(0, I).</summary>
    /// <param name="layer">How the latents lie.</param>
    /// <param name="width">Of its network.</param>
    /// <param name="depth">Blocks of that.</param>
    /// <param name="heads">Of its attention.</param>
    /// <param name="classes">How many classes the label has; 0 for none.</param>
    public RectifiedFlowPrior(LatentGroup layer, long width, int depth, long heads, int classes)
        : base(nameof(RectifiedFlowPrior))
    {
        (_layer, Classes) = (layer, classes);
        velocity = new VelocityNetwork(layer, width, depth, heads, classes);
        mean = zeros(layer.Channels);
        deviation = ones(layer.Channels);
        RegisterComponents();
    }

    /// <inheritdoc/>
    internal override int Classes { get; }

    /// <inheritdoc/>
    internal override void Prepare(Tensor points)
    {
        using var mode = no_grad();
        using var scope = NewDisposeScope();
        Tensor rows = points.reshape(-1, _layer.Channels); // [N · P, C]
        mean.copy_(rows.mean([0L]));
        deviation.copy_(rows.std(0, unbiased: false).clamp_min(LeastDeviation));
    }

    /// <summary>The squared error of the velocity, a mean over dimensions, at a random time of each line; shape [B].</summary>
    /// <inheritdoc/>
    internal override Tensor FitLoss(Tensor points, Tensor? label, FitNoise noise)
    {
        Tensor end = (Positions(points) - mean) / deviation; // [B, P, C]
        Tensor start = noise.Random.Normal(end.shape);
        long count = end.shape[0];
        // Each of B equal parts of the time comes once.
        Tensor time = (arange(count, end.dtype, end.device) + noise.Random.Uniform(count)) / count; // [B]
        Tensor t = time.view(-1, 1, 1);
        Tensor found = velocity.Velocity(((1 - t) * start) + (t * end), time, label, noise.Dropout > 0 ? noise : null);
        return (found - (end - start)).square().mean([1L, 2L]);
    }

    /// <summary>log p(z) by the equation backwards in time; shape [B], nats. See <see cref="FlowDensity"/>.</summary>
    /// <inheritdoc/>
    public override Tensor LogProbability(Tensor z, Tensor? label) => LogProbabilityWithError(z, label).Log;

    /// <inheritdoc/>
    internal override (Tensor Log, Tensor? Error) LogProbabilityWithError(Tensor z, Tensor? label)
    {
        (Tensor log, Tensor error) = FlowDensity.Of(
            (x, t) => velocity.call(x, t, Label(label, x.shape[0])), (Positions(z) - mean) / deviation);
        return (log - (deviation.log().sum() * (_layer.Height * _layer.Width)), error);
    }

    /// <inheritdoc/>
    public override Tensor Sample(long count, Tensor? label, RandomStream random, double temperature = 1) =>
        Sample(count, label, random, new PriorSampling(temperature));

    /// <inheritdoc/>
    /// <remarks>Guidance g takes the velocity v(∅) + g (v(y) − v(∅)), with that of no class in particular as ∅.</remarks>
    internal override Tensor Sample(long count, Tensor? label, RandomStream random, PriorSampling how)
    {
        using var mode = no_grad();
        int steps = how.Steps > 0 ? how.Steps : UsualSteps;
        label = Label(label, count);
        Tensor x = how.Temperature * random.Normal(count, _layer.Height * _layer.Width, _layer.Channels); // [count, P, C]
        for (int step = 0; step < steps; step++)
        {
            using var scope = NewDisposeScope();
            Tensor now = Guided(x, (double)step / steps);
            Tensor next = x + (now / steps); // Euler
            if (!how.Euler)
            {
                next = x + ((now + Guided(next, (step + 1.0) / steps)) / (2 * steps)); // Heun
            }

            x = next.MoveToOuterDisposeScope();
        }

        return ((x * deviation) + mean).flatten(1);

        Tensor Guided(Tensor at, double t)
        {
            Tensor time = full(count, t, at.dtype, at.device);
            Tensor given = velocity.call(at, time, label);
            if (label is null || how.Guidance == 1)
            {
                return given;
            }

            Tensor any = velocity.call(at, time, zeros_like(label));
            return any + (how.Guidance * (given - any));
        }
    }

    // Without a label: no class in particular.
    private Tensor? Label(Tensor? label, long count) => Classes == 0 ? null : label ?? zeros(count, Classes, device: mean.device);

    private Tensor Positions(Tensor z) => z.view(z.shape[0], -1, _layer.Channels); // [B, P, C]
}
