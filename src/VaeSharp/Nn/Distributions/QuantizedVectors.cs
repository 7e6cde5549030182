using VaeSharp.Engine;
using static TorchSharp.torch;

namespace VaeSharp.Nn.Distributions;

/// <summary>q(z|x) that is certain: the encoder's vectors, each replaced by the nearest one of a codebook.</summary>
/// <param name="Encoded">What the encoder gave; shape [B, D], P vectors one after the other.</param>
/// <param name="Nearest">The codes in their place; shape [B, D], without gradient.</param>
/// <param name="Codes">Their numbers; int64, shape [B, P].</param>
/// <param name="Commitment">What straying from the codes costs in training.</param>
/// <exception cref="ArgumentException">The shapes or types do not fit each other.</exception>
/// <remarks>Source: van den Oord, Vinyals &amp; Kavukcuoglu 2017, equations 1 to 3. See docs/theory.md#vector-quantisation.</remarks>
internal sealed record QuantizedVectors(Tensor Encoded, Tensor Nearest, Tensor Codes, double Commitment)
    : LatentDistribution
{
    /// <summary>The codes in the vectors' place; shape [B, D], without gradient.</summary>
    public Tensor Nearest { get; init; } = Demand.Same(Nearest, nameof(QuantizedVectors), Encoded);

    /// <summary>Their numbers; int64, shape [B, P].</summary>
    public Tensor Codes { get; init; } = Demand.Shape(
        Demand.Whole(Codes, nameof(QuantizedVectors)), nameof(QuantizedVectors), "BP", [Encoded.size(0), Demand.Any],
        name: nameof(Codes));

    /// <summary>The codes, through which gradients pass to the encoder as if there were none; shape [B, D].</summary>
    public override Tensor Mean { get; } = Demand.Shape(Encoded, nameof(QuantizedVectors), "BD", [Demand.Any, Demand.Any])
        - Encoded.detach() + Nearest; // exactly the codes: 0 + e

    /// <summary>β ‖z − e‖², which keeps the encoder near its codes; shape [B], nats.</summary>
    public override Tensor? Penalty => Commitment * (Encoded - Nearest).square().sum(1);

    /// <summary>The codes: there is nothing to draw.</summary>
    /// <inheritdoc/>
    public override Tensor Sample(RandomStream random, double temperature = 1) => Mean;

    /// <summary>0 at the codes, whose probability is 1, and −∞ elsewhere; shape [B], nats.</summary>
    /// <inheritdoc/>
    public override Tensor LogProbability(Tensor z) =>
        zeros(Demand.Same(z, nameof(QuantizedVectors), Nearest).shape[0], device: z.device)
            .masked_fill(z.ne(Nearest).any(1), double.NegativeInfinity);

    /// <inheritdoc/>
    public override LatentDistribution Repeat(long times) => times == 1 ? this : new QuantizedVectors(
        Encoded.repeat(times, 1), Nearest.repeat(times, 1), Codes.repeat(times, 1), Commitment);

    /// <inheritdoc/>
    public override LatentDistribution Detach() => new QuantizedVectors(Encoded.detach(), Nearest, Codes, Commitment);
}
