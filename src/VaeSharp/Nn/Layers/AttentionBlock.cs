using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VaeSharp.Nn.Layers;

/// <summary>A block of a transformer: attention over positions, then a perceptron at each, both as residuals.</summary>
/// <remarks>
/// Sources: Vaswani et al. 2017, section 3.2; normalised before each part as in Radford et al. 2019. With a condition its scales,
/// shifts and gates are functions of that, and a new block is the identity: Peebles &amp; Xie 2023, section 3.2, "adaLN-Zero".
/// </remarks>
internal sealed class AttentionBlock : Module<Tensor, AttentionInputs, Tensor>
{
    private const int Widening = 4; // of the perceptron, as in Vaswani et al.
    private const int Modulations = 6; // shift, scale and gate of both parts

    private readonly LayerNorm attention_norm;
    private readonly Affine qkv;
    private readonly Affine joined;
    private readonly LayerNorm perceptron_norm;
    private readonly Affine widened;
    private readonly Affine narrowed;
    private readonly Affine? modulation;
    private readonly long _width;
    private readonly long _heads;
    private readonly bool _causal;

    /// <summary>Keeps <paramref name="width"/> numbers at each position.</summary>
    /// <param name="width">C; a multiple of the heads.</param>
    /// <param name="heads">Of the attention.</param>
    /// <param name="causal">Whether no position sees a later one.</param>
    /// <param name="condition">Numbers of the condition; 0 for none.</param>
    public AttentionBlock(long width, long heads, bool causal, long condition = 0)
        : base(nameof(AttentionBlock))
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(heads);
        ArgumentOutOfRangeException.ThrowIfNotEqual(width % heads, 0, nameof(width));
        (_width, _heads, _causal) = (width, heads, causal);
        (_, long known) = WeightBudget.Spend(1, width, times: condition > 0 ? 0 : 4);
        attention_norm = LayerNorm(known, elementwise_affine: condition == 0);
        qkv = new Affine(width, 3 * width);
        joined = new Affine(width, width);
        perceptron_norm = LayerNorm(known, elementwise_affine: condition == 0);
        widened = new Affine(width, Widening * width);
        narrowed = new Affine(Widening * width, width);
        if (condition > 0)
        {
            modulation = new Affine(condition, Modulations * width);
            init.zeros_(modulation.Weight);
            init.zeros_(modulation.Bias);
        }

        RegisterComponents();
    }

    /// <summary>Shape [B, P, C], unchanged; with a cache the positions that follow those in it.</summary>
    /// <exception cref="ArgumentException">Another shape or type.</exception>
    public override Tensor forward(Tensor x, AttentionInputs inputs)
    {
        Demand.Shape(x, nameof(AttentionBlock), "BPC", [Demand.Some, Demand.Some, _width], qkv.Weight);
        if (modulation is null)
        {
            x += inputs.Drop(Attention(attention_norm.call(x), inputs.Cache));
            return x + inputs.Drop(Perceptron(perceptron_norm.call(x)));
        }

        Tensor[] m = modulation.call(inputs.Condition!).unsqueeze(1).chunk(Modulations, 2); // 6 × [B, 1, C]
        Tensor attended = Attention((attention_norm.call(x) * (1 + m[1])) + m[0], inputs.Cache);
        x += m[2] * inputs.Drop(attended);
        return x + (m[5] * inputs.Drop(Perceptron((perceptron_norm.call(x) * (1 + m[4])) + m[3])));
    }

    private Tensor Attention(Tensor x, AttentionCache? cache)
    {
        (long batch, long positions) = (x.shape[0], x.shape[1]);
        Tensor[] parts = EachPosition(qkv, x).view(batch, positions, 3, _heads, _width / _heads)
            .permute(2, 0, 3, 1, 4).unbind(0); // 3 × [B, heads, P, C / heads]
        (Tensor keys, Tensor values) = cache?.Append(parts[1], parts[2]) ?? (parts[1], parts[2]);
        // What is in a cache comes before: a single position sees all of it.
        Tensor seen = functional.scaled_dot_product_attention(parts[0], keys, values, is_casual: _causal && cache is null);
        return EachPosition(joined, seen.transpose(1, 2).reshape(batch, positions, _width));
    }

    private Tensor Perceptron(Tensor x) => EachPosition(narrowed, functional.gelu(EachPosition(widened, x)));

    private static Tensor EachPosition(Affine layer, Tensor x) => layer.call(x.reshape(-1, x.shape[2])).view(x.shape[0], x.shape[1], -1);
}

/// <summary>What a block reads beside the numbers at each position.</summary>
/// <param name="Condition">Shape [B, condition], for a block that takes one.</param>
/// <param name="Cache">What earlier positions left, where they come one by one; null where all are there.</param>
/// <param name="Dropout">Leaves out numbers of what a part adds; null for none.</param>
internal sealed record AttentionInputs(Tensor? Condition = null, AttentionCache? Cache = null, Func<Tensor, Tensor>? Dropout = null)
{
    /// <summary>What of <paramref name="x"/> is added.</summary>
    public Tensor Drop(Tensor x) => Dropout is null ? x : Dropout(x);
}

/// <summary>Keys and values of the positions so far, so that the next one alone needs computing.</summary>
/// <param name="positions">The most that there can be.</param>
internal sealed class AttentionCache(long positions)
{
    private Tensor? _keys;
    private Tensor? _values;
    private long _count;

    /// <summary>Takes one position more, and gives all; shape [B, heads, P, C / heads] each.</summary>
    /// <param name="key">Shape [B, heads, 1, C / heads].</param>
    /// <param name="value">As the key.</param>
    /// <exception cref="ArgumentException">More than one position, or no room for it.</exception>
    public (Tensor Keys, Tensor Values) Append(Tensor key, Tensor value)
    {
        if (key.shape[2] != 1 || _count == positions)
        {
            throw new ArgumentException(
                $"{nameof(AttentionCache)} of {positions} positions holds {_count} and takes one at a time; found {key.shape[2]}.",
                nameof(key));
        }

        _keys ??= Room(key);
        _values ??= Room(value);
        _keys.select(2, _count).copy_(key.squeeze(2));
        _values.select(2, _count).copy_(value.squeeze(2));
        _count++;
        return (_keys.narrow(2, 0, _count), _values.narrow(2, 0, _count));
    }

    // Outlives the step that makes it; whoever draws disposes of it with all else at the end.
    private Tensor Room(Tensor like) => zeros([like.shape[0], like.shape[1], positions, like.shape[3]], like.dtype, like.device)
        .MoveToOuterDisposeScope();
}
