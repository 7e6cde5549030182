using VaeSharp.Engine;
using VaeSharp.Engine.Gemm;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VaeSharp.Nn.Layers;

/// <summary>K vectors, each the running mean of those that it stood for: k-means that goes along with training.</summary>
/// <remarks>
/// Source: van den Oord et al. 2017, appendix A.1. A code that nothing uses any more, as all of them are before the first
/// batch, starts again as a vector of the batch: Dhariwal et al. 2020 (Jukebox), "random restarts".
/// </remarks>
internal sealed class Codebook : Module<Tensor, Tensor>
{
    // Codes are counted by the vectors of a batch that they stand for, in the running mean.
    private const double Dead = 0.1;
    private const double Newborn = 1;

    private readonly Tensor counts; // [K]
    private readonly Tensor sums; // [K, d]
    private readonly double _decay;

    /// <summary>Starts with random codes, all of them dead.</summary>
    /// <param name="codes">K.</param>
    /// <param name="dimension">d, the length of a vector.</param>
    /// <param name="decay">Of the running means.</param>
    public Codebook(long codes, long dimension, double decay)
        : base(nameof(Codebook))
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(codes);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(dimension);
        _decay = decay;
        counts = full(codes, Dead / 2, ScalarType.Float32);
        (long rows, long columns) = WeightBudget.Spend(codes, dimension);
        sums = randn(rows, columns) * (Dead / 2);
        RegisterComponents();
    }

    /// <summary>K · d.</summary>
    public long Size => sums.numel();

    /// <summary>The codes; shape [K, d].</summary>
    public Tensor Vectors => sums / counts.unsqueeze(1);

    /// <summary>The number of the nearest code of each vector; [N, d] to int64 [N].</summary>
    /// <exception cref="ArgumentException">Another shape or type.</exception>
    public override Tensor forward(Tensor vectors)
    {
        using var mode = no_grad();
        Check(vectors, Demand.Any);
        Tensor codes = Vectors;
        Tensor halves = codes.square().sum(1) * -0.5;
        vectors = vectors.contiguous();
        // ‖v − e‖² is least where v·e − ‖e‖²/2 is greatest: one matrix product for all of them.
        Tensor nearness = MatrixProduct.Takes(vectors, codes)
            ? MatrixProduct.Affine(vectors, codes, halves)
            : functional.linear(vectors, codes, halves); // [N, K]
        return nearness.argmax(1);
    }

    /// <summary>The codes of these numbers; int64 of any shape [*] to [*, d].</summary>
    /// <exception cref="ArgumentException">Another type.</exception>
    public Tensor Of(Tensor numbers)
    {
        using var mode = no_grad();
        Demand.Whole(numbers, nameof(Codebook));
        return Vectors.index_select(0, numbers.flatten()).view([.. numbers.shape, sums.size(1)]);
    }

    /// <summary>Puts a vector of the batch, each drawn once while there are enough, in the place of every dead code.</summary>
    /// <param name="vectors">Shape [N, d].</param>
    /// <param name="random">Which ones.</param>
    /// <exception cref="ArgumentException">Another shape or type, or no vectors.</exception>
    public void RestartDeadCodes(Tensor vectors, RandomStream random)
    {
        using var mode = no_grad();
        Check(vectors, Demand.Some);
        Tensor order = random.Uniform(vectors.shape[0]).argsort();
        Tensor drawn = order[arange(counts.shape[0], ScalarType.Int64, counts.device) % vectors.shape[0]]; // [K]
        Tensor dead = counts.lt(Dead);
        sums.copy_(where(dead.unsqueeze(1), vectors.index_select(0, drawn) * Newborn, sums));
        counts.masked_fill_(dead, Newborn);
    }

    /// <summary>Moves the codes towards the vectors that they stood for.</summary>
    /// <param name="vectors">Shape [N, d].</param>
    /// <param name="numbers">Of the code of each; int64 [N].</param>
    /// <exception cref="ArgumentException">Another shape or type.</exception>
    public void Learn(Tensor vectors, Tensor numbers)
    {
        using var mode = no_grad();
        Check(vectors, Demand.Any);
        Demand.Shape(Demand.Whole(numbers, nameof(Codebook)), nameof(Codebook), "N", [vectors.size(0)], name: nameof(numbers));
        Tensor count = numbers.bincount(null, counts.shape[0]).to(counts.dtype);
        Tensor sum = zeros_like(sums).index_add_(0, numbers, vectors, 1);
        counts.lerp_(count, 1 - _decay);
        sums.lerp_(sum, 1 - _decay);
    }

    private void Check(Tensor vectors, long count) =>
        Demand.Shape(vectors, nameof(Codebook), "ND", [count, sums.size(1)], sums);
}
