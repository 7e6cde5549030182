using VaeSharp.Engine;
using VaeSharp.Nn.Distributions;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VaeSharp.Models.Priors;

/// <summary>A learned probability of a grid of codes, row by row, each given those before it: Π p(cᵢ|c₁ … cᵢ₋₁).</summary>
/// <remarks>Source: van den Oord et al. 2017, section 3.3. See docs/theory.md#autoregressive-prior.</remarks>
/// <param name="name">For messages.</param>
/// <param name="grid">Its size, and how many codes there are.</param>
/// <param name="codes">Knows the codes' vectors; its weights stay the model's.</param>
/// <param name="classes">How many classes the label has; 0 for none.</param>
internal abstract class CodePrior(string name, CodeGrid grid, ILatentCodes codes, int classes) : Prior(name)
{
    // Keeps the logarithm of uniform noise finite; the least that it can be above zero is 2⁻²⁴.
    private const double LeastUniform = 1e-9;

    // Not the object itself: a module among the fields would become a part, and its weights be saved with these.
    private readonly Func<Tensor, Tensor> _codesOf = codes.CodesOf;
    private readonly Func<Tensor, Tensor> _latentsOf = codes.LatentsOf;

    /// <inheritdoc/>
    internal override int Classes => classes;

    /// <summary>Rows and columns of codes, and how many there are to choose from.</summary>
    protected CodeGrid Grid => grid;

    /// <summary>−log p of each code given those before it, which is KL(q ‖ p) of a q that is certain; shape [B, P].</summary>
    /// <inheritdoc/>
    public override Tensor? RatePerDimension(LatentDistribution posterior, Tensor? label) =>
        posterior is QuantizedVectors q ? -LogProbabilityPerCode(q.Codes, label) : null;

    /// <inheritdoc/>
    public override Tensor LogProbability(Tensor z, Tensor? label) => LogProbabilityPerCode(_codesOf(z), label).sum(1);

    /// <inheritdoc/>
    internal override Tensor FitLoss(Tensor points, Tensor? label, FitNoise noise) => -Chosen(Logits(points, label, noise), points).sum(1);

    /// <summary>log p of each code given those before it; shape [B, P], nats.</summary>
    /// <param name="numbers">Row after row; int64 [B, P].</param>
    /// <param name="label">One-hot, or a mixture of classes; [B, classes].</param>
    public Tensor LogProbabilityPerCode(Tensor numbers, Tensor? label) => Chosen(Logits(numbers, label), numbers);

    /// <summary>The logits of every code at every position, given the codes before it; shape [B, P, K].</summary>
    /// <param name="numbers">Row after row, whole rows; int64 [B, P].</param>
    /// <param name="label">As above.</param>
    /// <param name="noise">Of a step of a fit; null otherwise.</param>
    public abstract Tensor Logits(Tensor numbers, Tensor? label, FitNoise? noise = null);

    /// <summary>What gives the logits at one position after the other, beginning with the first; shape [count, K].</summary>
    /// <param name="count">Grids at once.</param>
    /// <param name="label">As above, one for each.</param>
    /// <returns>From codes, int64 [count, P], of which those before the position are read, and the position.</returns>
    public abstract Func<Tensor, int, Tensor> Steps(long count, Tensor? label);

    /// <summary>Draws codes one after the other, and gives their vectors; shape [count, D].</summary>
    /// <param name="count">Samples; at least 1.</param>
    /// <param name="label">As above, one for each.</param>
    /// <param name="random">Where the noise comes from.</param>
    /// <param name="temperature">Divides the logits; 0 takes the most probable code at each position.</param>
    public override Tensor Sample(long count, Tensor? label, RandomStream random, double temperature = 1) =>
        Sample(count, label, random, new PriorSampling(temperature));

    /// <inheritdoc/>
    /// <remarks>Guidance g takes the logits l(∅) + g (l(y) − l(∅)), with those of an unknown class as ∅.</remarks>
    internal override Tensor Sample(long count, Tensor? label, RandomStream random, PriorSampling how)
    {
        using var mode = no_grad();
        Func<Tensor, int, Tensor> given = Steps(count, label);
        Func<Tensor, int, Tensor>? any = label is not null && how.Guidance != 1 ? Steps(count, zeros_like(label)) : null;
        Tensor numbers = zeros(count, grid.Count, ScalarType.Int64, random.Device);
        for (int position = 0; position < grid.Count; position++)
        {
            using var scope = NewDisposeScope();
            Tensor sums = given(numbers, position); // [count, K]
            if (any is not null)
            {
                Tensor unknown = any(numbers, position);
                sums = unknown + (how.Guidance * (sums - unknown));
            }

            Tensor uniform = random.Uniform(sums.shape).clamp_min(LeastUniform);
            // The greatest of logits with Gumbel noise is a sample of their softmax.
            numbers.select(1, position).copy_((sums - (how.Temperature * log(-log(uniform)))).argmax(1));
        }

        return _latentsOf(numbers);
    }

    private static Tensor Chosen(Tensor logits, Tensor numbers) =>
        functional.log_softmax(logits, 2).gather(2, numbers.unsqueeze(2)).squeeze(2); // [B, P]
}
