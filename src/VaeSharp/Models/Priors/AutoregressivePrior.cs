using System.ComponentModel.DataAnnotations;
using TorchSharp.Modules;
using VaeSharp.Models.Recipes;
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
    public override bool CanBeFitted => true;

    /// <inheritdoc/>
    public override string Title => $"gated PixelCNN of {Layers} layers of {Channels}";

    /// <inheritdoc/>
    /// <remarks>At each position of the grid the two streams of every layer, and the logits of all codes.</remarks>
    internal override double StepNumbers(StepSizes sizes, double encoder) =>
        sizes.Encoded * sizes.Vectors * ((16.0 * Channels * Layers) + (3.0 * sizes.Codes));

    /// <inheritdoc/>
    public override Prior Create(PriorInputs inputs) => new AutoregressivePrior(
        inputs.Grid!, Channels, Layers, Labels ? inputs.Classes : 0, inputs.Codes!);
}

/// <summary>A gated PixelCNN: one stream sees the rows above, one those and the codes to the left.</summary>
/// <remarks>Source: van den Oord et al. 2016, the gated PixelCNN, equations 1 and 2, with labels equation 4. In a recipe it is trained
/// together with the codes, in a fit after them.</remarks>
internal sealed class AutoregressivePrior : CodePrior
{
    private readonly Embedding embedding;
    private readonly ModuleList<GatedCausalLayer> layers;
    private readonly Affine logits;

    /// <summary>A network over the grid.</summary>
    /// <param name="grid">Its size, and how many codes there are.</param>
    /// <param name="channels">Of each layer.</param>
    /// <param name="depth">How many layers.</param>
    /// <param name="classes">How many classes the label has; 0 for none.</param>
    /// <param name="codes">Knows their vectors; its weights stay the model's.</param>
    public AutoregressivePrior(CodeGrid grid, long channels, int depth, int classes, ILatentCodes codes)
        : base(nameof(AutoregressivePrior), grid, codes, classes)
    {
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

    /// <inheritdoc/>
    public override Tensor Logits(Tensor numbers, Tensor? label, FitNoise? noise = null)
    {
        Tensor features = Features(numbers, label, noise);
        return logits.call(features.flatten(0, 1)).view(numbers.shape[0], numbers.shape[1], -1);
    }

    /// <inheritdoc/>
    /// <remarks>Later rows change nothing, and are left out.</remarks>
    public override Func<Tensor, int, Tensor> Steps(long count, Tensor? label) => (numbers, position) =>
    {
        int known = ((position / Grid.Columns) + 1) * Grid.Columns;
        return logits.call(Features(numbers[.., ..known], label, noise: null)[.., position].contiguous());
    };

    private Tensor Features(Tensor numbers, Tensor? label, FitNoise? noise)
    {
        Tensor grid = embedding.call(numbers).view(numbers.shape[0], -1, Grid.Columns, embedding.weight!.shape[1]);
        (Tensor above, Tensor before) = GatedCausalLayer.Shifted(grid.permute(0, 3, 1, 2)); // [B, C, rows, columns]
        foreach (GatedCausalLayer layer in layers)
        {
            (above, before) = layer.call(above, before, label);
        }

        return FitNoise.Drop(functional.silu(before).permute(0, 2, 3, 1).flatten(1, 2), noise); // [B, P, C]
    }
}
