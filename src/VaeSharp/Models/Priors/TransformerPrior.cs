using System.ComponentModel.DataAnnotations;
using TorchSharp.Modules;
using VaeSharp.Models.Recipes;
using VaeSharp.Nn.Layers;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VaeSharp.Models.Priors;

/// <summary>Autoregressive prior over the codes: a causal transformer: Esser, Rombach &amp; Ommer 2021.</summary>
/// <param name="Width">Numbers at each position; a multiple of the heads.</param>
/// <param name="Layers">Blocks of attention and perceptron, one after another; 1 to 64.</param>
/// <param name="Heads">Of each attention.</param>
/// <param name="Labels">Whether it sees the label: p(z|y).</param>
[Choice("transformer", "Autoregressive prior over the codes: a causal transformer", "Esser et al. 2021", Order = 8)]
public sealed record TransformerPriorOptions(
    [property: Range(2, 4096)] int Width = 192,
    [property: Range(1, 64)] int Layers = 6,
    [property: Range(1, 64)] int Heads = 6,
    bool Labels = false) : PriorOptions
{
    /// <inheritdoc/>
    public override bool IsOver(LatentSpace space) => space == LatentSpace.Codes;

    /// <inheritdoc/>
    public override bool SeesLabels => Labels;

    /// <inheritdoc/>
    public override bool CanBeFitted => true;

    /// <inheritdoc/>
    public override string Title => $"transformer of {Layers} layers of {Width}";

    /// <inheritdoc/>
    public override string? FaultIn(Recipe recipe) => Width % Heads == 0
        ? null
        : $"the prior '{Kind}' shares its width of {Width} out to {Heads} heads, which does not come out even. Set the width to a "
            + "multiple of the heads.";

    /// <inheritdoc/>
    /// <remarks>At each position what every block keeps of its attention and its perceptron, and the logits of all codes.</remarks>
    internal override double StepNumbers(StepSizes sizes, double encoder) =>
        sizes.Encoded * sizes.Vectors * ((18.0 * Width * Layers) + (3.0 * sizes.Codes));

    /// <inheritdoc/>
    public override Prior Create(PriorInputs inputs) => new TransformerPrior(
        inputs.Grid!, Width, Layers, Heads, Labels ? inputs.Classes : 0, inputs.Codes!);
}

/// <summary>A causal transformer over the codes, row after row; the label stands before the first of them.</summary>
/// <remarks>Sources: Esser, Rombach &amp; Ommer 2021, section 3.2; the network is that of Radford et al. 2019 (GPT-2).</remarks>
internal sealed class TransformerPrior : CodePrior
{
    private const double InitialDeviation = 0.02; // of embeddings, as in GPT-2

    private readonly Embedding embedding;
    private readonly Parameter positions;
    private readonly Affine start;
    private readonly ModuleList<AttentionBlock> blocks;
    private readonly LayerNorm norm;
    private readonly Affine logits;
    private readonly long _width;

    /// <summary>A network over the grid.</summary>
    /// <param name="grid">Its size, and how many codes there are.</param>
    /// <param name="width">Numbers at each position; a multiple of the heads.</param>
    /// <param name="depth">How many blocks.</param>
    /// <param name="heads">Of each attention.</param>
    /// <param name="classes">How many classes the label has; 0 for none.</param>
    /// <param name="codes">Knows their vectors; its weights stay the model's.</param>
    public TransformerPrior(CodeGrid grid, long width, int depth, long heads, int classes, ILatentCodes codes)
        : base(nameof(TransformerPrior), grid, codes, classes)
    {
        _width = width;
        (long known, long columns) = WeightBudget.Spend(grid.Codes, width);
        embedding = Embedding(known, columns);
        (long places, columns) = WeightBudget.Spend(grid.Count, width);
        positions = new Parameter(randn(places, columns) * InitialDeviation);
        start = new Affine(Math.Max(1, classes), width);
        blocks = ModuleList<AttentionBlock>();
        for (int i = 0; i < depth; i++)
        {
            blocks.Add(new AttentionBlock(width, heads, causal: true));
        }

        norm = LayerNorm(columns);
        logits = new Affine(width, grid.Codes);
        using (no_grad())
        {
            embedding.weight!.mul_(InitialDeviation);
        }

        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor Logits(Tensor numbers, Tensor? label, FitNoise? noise = null)
    {
        // At each position stands the code before it, and before the first the label.
        Tensor before = cat([Start(numbers.shape[0], label).unsqueeze(1), embedding.call(numbers[.., ..^1])], 1); // [B, P, C]
        Tensor features = Features(before + positions, noise is null ? new() : new(Dropout: x => FitNoise.Drop(x, noise)), noise);
        return logits.call(features.flatten(0, 1)).view(numbers.shape[0], numbers.shape[1], -1);
    }

    /// <inheritdoc/>
    public override Func<Tensor, int, Tensor> Steps(long count, Tensor? label)
    {
        AttentionInputs[] inputs = [.. blocks.Select(_ => new AttentionInputs(Cache: new AttentionCache(Grid.Count)))];
        return (numbers, position) =>
        {
            Tensor before = position == 0 ? Start(count, label) : embedding.call(numbers.select(1, position - 1)); // [count, C]
            Tensor x = (before + positions[position]).unsqueeze(1); // [count, 1, C]
            for (int i = 0; i < inputs.Length; i++)
            {
                x = blocks[i].call(x, inputs[i]);
            }

            return logits.call(norm.call(x.squeeze(1)));
        };
    }

    private Tensor Features(Tensor x, AttentionInputs inputs, FitNoise? noise)
    {
        x = FitNoise.Drop(x, noise);
        foreach (AttentionBlock block in blocks)
        {
            x = block.call(x, inputs);
        }

        return norm.call(x); // [B, P, C]
    }

    // One vector for each class; without labels the same for all.
    private Tensor Start(long count, Tensor? label)
    {
        if (Classes == 0)
        {
            return start.Bias.expand(count, _width);
        }

        ArgumentNullException.ThrowIfNull(label);
        return start.call(label.to(start.Weight.dtype));
    }
}
