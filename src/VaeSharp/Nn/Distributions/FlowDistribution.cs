using VaeSharp.Engine;
using static TorchSharp.torch;

namespace VaeSharp.Nn.Distributions;

/// <summary>A diagonal Gaussian transformed by invertible steps.</summary>
/// <param name="Source">The distribution of z₀, over [B, D].</param>
/// <param name="Steps">f₁ to f_K, in the order of sampling; at least one.</param>
/// <exception cref="ArgumentException">No step, or a source of another rank.</exception>
/// <remarks>log q(z) = log q₀(z₀) − Σ log |det ∂fₖ/∂z|. Source: Rezende &amp; Mohamed 2015.
/// See docs/theory.md#flow-posteriors.</remarks>
internal sealed record FlowDistribution(DiagonalGaussian Source, IReadOnlyList<FlowStep> Steps) : LatentDistribution
{
    /// <summary>The distribution of z₀, over [B, D].</summary>
    public DiagonalGaussian Source { get; init; } = Check(Source);

    /// <summary>f₁ to f_K, in the order of sampling; at least one.</summary>
    public IReadOnlyList<FlowStep> Steps { get; init; } = Steps.Count > 0
        ? Steps
        : throw new ArgumentException($"A {nameof(FlowDistribution)} takes at least one step; found none.", nameof(Steps));

    /// <summary>The image of the source's mean, computed at each call; shape [B, D].</summary>
    public override Tensor Mean => Push(Source.Mean).Z;

    /// <inheritdoc/>
    public override long Count => Source.Count;

    /// <inheritdoc/>
    public override Tensor Sample(RandomStream random, double temperature = 1) =>
        Push(Source.Sample(random, temperature)).Z;

    /// <summary>log q(z) at any z, for which the steps are inverted; shape [B], nats.</summary>
    /// <param name="z">Shape [B, D].</param>
    public override Tensor LogProbability(Tensor z)
    {
        Demand.Same(z, nameof(FlowDistribution), Source.Mean);
        Tensor? sum = null;
        foreach (FlowStep step in Steps.Reverse())
        {
            (z, Tensor log) = step.Inverse(z);
            sum = sum is null ? log : sum + log;
        }

        return Source.LogProbability(z) - sum!;
    }

    /// <inheritdoc/>
    public override (Tensor Z, Tensor LogProbability) SampleWithLogProbability(RandomStream random)
    {
        (Tensor Z, Tensor LogProbability) drawn = Source.SampleWithLogProbability(random);
        (Tensor z, Tensor log) = Push(drawn.Z);
        return (z, drawn.LogProbability - log);
    }

    /// <inheritdoc/>
    public override LatentDistribution Repeat(long times) => times == 1
        ? this
        : new FlowDistribution((DiagonalGaussian)Source.Repeat(times), [.. Steps.Select(step => step.Repeat(times))]);

    /// <inheritdoc/>
    public override LatentDistribution Detach() =>
        new FlowDistribution((DiagonalGaussian)Source.Detach(), [.. Steps.Select(step => step.Detach())]);

    private static DiagonalGaussian Check(DiagonalGaussian source)
    {
        Demand.Shape(source.Mean, nameof(FlowDistribution), "BD", [Demand.Any, Demand.Any]);
        return source;
    }

    private (Tensor Z, Tensor LogDeterminant) Push(Tensor z)
    {
        Tensor? sum = null;
        foreach (FlowStep step in Steps)
        {
            (z, Tensor log) = step.Forward(z);
            sum = sum is null ? log : sum + log;
        }

        return (z, sum!);
    }
}
