using TorchSharp.Modules;
using VaeSharp.Nn.Layers;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VaeSharp.Models.Priors;

/// <summary>The velocity of a flow at a place, a time and a label: a transformer over a grid's positions, a perceptron where there is
/// one position.</summary>
/// <remarks>Source: Peebles &amp; Xie 2023 (DiT), section 3.2. It starts at zero velocity everywhere.</remarks>
internal sealed class VelocityNetwork : Module<Tensor, Tensor, Tensor?, Tensor>
{
    // Of the sines that tell the time: from one radian in all of it to so many, which a solver's usual steps still resolve.
    private const int Frequencies = 32;
    private const double Fastest = 30;

    private readonly Affine entry;
    private readonly Parameter positions;
    private readonly Affine time;
    private readonly Affine condition;
    private readonly LabelInput? label;
    private readonly ModuleList<Module<Tensor, AttentionInputs, Tensor>> blocks;
    private readonly LayerNorm norm;
    private readonly Affine modulation;
    private readonly Affine exit;
    private readonly LatentGroup _layer;
    private readonly long _width;

    /// <summary>A network over latents that lie so.</summary>
    /// <param name="layer">P positions with C numbers at each.</param>
    /// <param name="width">Numbers at each position within; a multiple of the heads.</param>
    /// <param name="depth">How many blocks.</param>
    /// <param name="heads">Of the attention, where there are several positions.</param>
    /// <param name="classes">How many classes the label has; 0 for none.</param>
    public VelocityNetwork(LatentGroup layer, long width, int depth, long heads, int classes)
        : base(nameof(VelocityNetwork))
    {
        (_layer, _width) = (layer, width);
        long count = (long)layer.Height * layer.Width;
        entry = new Affine(layer.Channels, width);
        (long places, long known) = WeightBudget.Spend(count, width);
        positions = new Parameter(zeros(places, known));
        time = new Affine(2 * Frequencies, width);
        condition = new Affine(width, width);
        label = classes > 0 ? new LabelInput(classes, width) : null;
        blocks = ModuleList<Module<Tensor, AttentionInputs, Tensor>>();
        for (int i = 0; i < depth; i++)
        {
            blocks.Add(count > 1 ? new AttentionBlock(width, heads, causal: false, width) : new PerceptronBlock(width, width));
        }

        norm = LayerNorm(width, elementwise_affine: false);
        modulation = new Affine(width, 2 * width);
        exit = new Affine(width, layer.Channels);
        foreach (Affine zero in (Affine[])[modulation, exit])
        {
            init.zeros_(zero.Weight);
            init.zeros_(zero.Bias);
        }

        RegisterComponents();
    }

    /// <summary>The velocity; shape [B, P, C], as that of the places.</summary>
    /// <param name="x">Places; shape [B, P, C].</param>
    /// <param name="t">Times from 0, noise, to 1, latents; shape [B].</param>
    /// <param name="y">One-hot, [B, classes]; a row of zeros for no class in particular.</param>
    public override Tensor forward(Tensor x, Tensor t, Tensor? y) => Velocity(x, t, y, noise: null);

    /// <summary>The same in a step of a fit.</summary>
    public Tensor Velocity(Tensor x, Tensor t, Tensor? y, FitNoise? noise)
    {
        (long batch, long count) = (x.shape[0], x.shape[1]);
        Tensor rates = exp(linspace(0, Math.Log(Fastest), Frequencies, x.dtype, x.device)); // [frequencies]
        Tensor angles = t.unsqueeze(1) * rates; // [B, frequencies]
        Tensor known = condition.call(functional.silu(time.call(cat([sin(angles), cos(angles)], 1)))); // [B, width]
        known = functional.silu(label is null ? known : known + label.call(y!));
        Tensor h = entry.call(x.reshape(-1, _layer.Channels)).view(batch, count, _width) + positions;
        var inputs = new AttentionInputs(known, Dropout: noise is null ? null : z => FitNoise.Drop(z, noise));
        foreach (Module<Tensor, AttentionInputs, Tensor> block in blocks)
        {
            h = block.call(h, inputs);
        }

        Tensor[] m = modulation.call(known).unsqueeze(1).chunk(2, 2); // 2 × [B, 1, width]
        h = (norm.call(h) * (1 + m[1])) + m[0];
        return exit.call(h.reshape(-1, _width)).view(batch, count, _layer.Channels);
    }
}
