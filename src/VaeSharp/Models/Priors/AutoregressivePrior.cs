using System.ComponentModel.DataAnnotations;
using TorchSharp.Modules;
using VaeSharp.Engine;
using VaeSharp.Models.Recipes;
using VaeSharp.Nn.Distributions;
using VaeSharp.Nn.Layers;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VaeSharp.Models.Priors;

/// <summary>Autoregressive prior over the codes: a gated PixelCNN: van den Oord et al. 2016.</summary>
/// <param name="Channels">Of each layer.</param>
/// <param name="Layers">Gated causal convolutions, one after another; 1 to 64.</param>
/// <param name="Labels">Whether it sees the label: p(z|y).</param>
[Choice("codes", "Autoregressive prior over the codes: a gated PixelCNN", "van den Oord et al. 2016", Order = 7)]
public sealed record AutoregressivePriorOptions(
    [property: Range(2, 1024)] int Channels = 32,
    [property: Range(1, 64)] int Layers = 4,
    bool Labels = false) : PriorOptions
{
    /// <inheritdoc/>
    public override bool IsOver(LatentSpace space) => space == LatentSpace.Codes;

    /// <inheritdoc/>
    public override bool SeesLabels => Labels;

    /// <inheritdoc/>
    /// <remarks>At each position of the grid the two streams of every layer, and the logits of all codes.</remarks>
    internal override double StepNumbers(StepSizes sizes, double encoder) =>
        sizes.Encoded * sizes.Vectors * ((16.0 * Channels * Layers) + (3.0 * sizes.Codes));

    /// <inheritdoc/>
    public override Prior Create(PriorInputs inputs) => new AutoregressivePrior(
        inputs.Grid!, Channels, Layers, Labels ? inputs.Classes : 0, inputs.Codes!);
}

/// <summary>A learned probability of a grid of codes: each given those above it and left of it, Π p(cᵢ|c₁ … cᵢ₋₁).</summary>
/// <remarks>Sources: van den Oord et al. 2016, the gated PixelCNN, equations 1 and 2, with labels equation 4; over codes
/// van den Oord et al. 2017, section 3.3. Unlike there it is trained together with them. See docs/theory.md#autoregressive-prior.</remarks>
internal sealed class AutoregressivePrior : Prior
{
    // Keeps the logarithm of uniform noise finite; the least that it can be above zero is 2⁻²⁴.
    private const double LeastUniform = 1e-9;

    private readonly Embedding embedding;
    private readonly ModuleList<GatedCausalLayer> layers;
    private readonly Affine logits;
    private readonly CodeGrid _grid;
    private readonly Func<Tensor, Tensor> _codesOf;
    private readonly Func<Tensor, Tensor> _latentsOf;

    /// <summary>A network over the grid.</summary>
    /// <param name="grid">Its size, and how many codes there are.</param>
    /// <param name="channels">Of each layer.</param>
    /// <param name="depth">How many layers.</param>
    /// <param name="classes">How many classes the label has; 0 for none.</param>
    /// <param name="codes">Knows their vectors; its weights stay the model's.</param>
    public AutoregressivePrior(CodeGrid grid, long channels, int depth, long classes, ILatentCodes codes)
        : base(nameof(AutoregressivePrior))
    {
        _grid = grid;
        _codesOf = codes.CodesOf;
        _latentsOf = codes.LatentsOf;
        (long codesKnown, long width) = WeightBudget.Spend(grid.Codes, channels);
        embedding = Embedding(codesKnown, width);
        layers = ModuleList<GatedCausalLayer>();
        for (int i = 0; i < depth; i++)
        {
            layers.Add(new GatedCausalLayer(channels, classes));
        }

        logits = new Affine(channels, grid.Codes);
        RegisterComponents();
    }

    /// <summary>−log p of each code given those before it, which is KL(q ‖ p) of a q that is certain; shape [B, P].</summary>
    /// <inheritdoc/>
    public override Tensor? RatePerDimension(LatentDistribution posterior, Tensor? label) =>
        posterior is QuantizedVectors q ? -LogProbabilityPerCode(q.Codes, label) : null;

    /// <inheritdoc/>
    public override Tensor LogProbability(Tensor z, Tensor? label) => LogProbabilityPerCode(_codesOf(z), label).sum(1);

    /// <summary>log p of each code given those before it; shape [B, P], nats.</summary>
    /// <param name="codes">Row after row; int64 [B, P].</param>
    /// <param name="label">One-hot, or a mixture of classes; [B, classes].</param>
    public Tensor LogProbabilityPerCode(Tensor codes, Tensor? label)
    {
        Tensor log = functional.log_softmax(Logits(codes, label), 2); // [B, P, K]
        return log.gather(2, codes.unsqueeze(2)).squeeze(2);
    }

    /// <summary>The logits of every code at every position, given the codes before it; shape [B, P, K].</summary>
    /// <param name="codes">Row after row, whole rows; int64 [B, P].</param>
    /// <param name="label">As above.</param>
    public Tensor Logits(Tensor codes, Tensor? label)
    {
        Tensor features = Features(codes, label);
        return logits.call(features.flatten(0, 1)).view(codes.shape[0], codes.shape[1], -1);
    }

    /// <summary>Draws codes one after the other, and gives their vectors; shape [count, D].</summary>
    /// <param name="count">Samples; at least 1.</param>
    /// <param name="label">As above, one for each.</param>
    /// <param name="random">Where the noise comes from.</param>
    /// <param name="temperature">Divides the logits; 0 takes the most probable code at each position.</param>
    public override Tensor Sample(long count, Tensor? label, RandomStream random, double temperature = 1)
    {
        using var mode = no_grad();
        Tensor codes = zeros(count, _grid.Count, ScalarType.Int64, random.Device);
        for (int position = 0; position < _grid.Count; position++)
        {
            using var scope = NewDisposeScope();
            int known = ((position / _grid.Columns) + 1) * _grid.Columns; // later rows change nothing
            Tensor sums = logits.call(Features(codes[.., ..known], label)[.., position].contiguous()); // [count, K]
            Tensor uniform = random.Uniform(sums.shape).clamp_min(LeastUniform);
            // The greatest of logits with Gumbel noise is a sample of their softmax.
            codes.select(1, position).copy_((sums - (temperature * log(-log(uniform)))).argmax(1));
        }

        return _latentsOf(codes);
    }

    private Tensor Features(Tensor codes, Tensor? label)
    {
        Tensor grid = embedding.call(codes).view(codes.shape[0], -1, _grid.Columns, embedding.weight!.shape[1]);
        (Tensor above, Tensor before) = GatedCausalLayer.Shifted(grid.permute(0, 3, 1, 2)); // [B, C, rows, columns]
        foreach (GatedCausalLayer layer in layers)
        {
            (above, before) = layer.call(above, before, label);
        }

        return functional.silu(before).permute(0, 2, 3, 1).flatten(1, 2); // [B, P, C]
    }
}
