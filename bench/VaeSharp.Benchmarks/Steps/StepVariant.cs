using VaeSharp.Models.Recipes;

namespace VaeSharp.Benchmarks.Steps;

/// <summary>Another way to compute the steps of a recipe, to be timed beside VaeSharp's.</summary>
/// <param name="Key">Names it on the command line.</param>
/// <param name="Name">In tables.</param>
/// <param name="LibTorch">What libtorch computes in place of VaeSharp: <see cref="Product"/>, <see cref="Adam"/>.</param>
/// <param name="Environment">Variables that it is run with.</param>
internal sealed record StepVariant(
    string Key, string Name, IReadOnlyList<string> LibTorch, IReadOnlyDictionary<string, string> Environment)
{
    internal const string Product = "product";
    internal const string Adam = "adam";
    internal const string NoAvx512 = "no-avx512";
    internal const string Bfloat16 = "bfloat16";
    internal const string Float32 = "float32";

    private static readonly Dictionary<string, string> Same = [];

    /// <summary>Of the recipe; KEY=VALUE.</summary>
    internal string[] Changes { get; init; } = [];

    /// <summary>VaeSharp as it is.</summary>
    internal static StepVariant Own { get; } = new("own", "VaeSharp", [], Same);

    /// <summary>What it is timed against.</summary>
    internal static IReadOnlyList<StepVariant> Others { get; } =
    [
        new(Product, "libtorch's matrix product", [Product], Same),
        new(Adam, "libtorch's fused Adam, norm and average", [Adam], Same),
        new(NoAvx512, ".NET without AVX-512: none of VaeSharp's kernels", [],
            new Dictionary<string, string> { ["DOTNET_EnableAVX512"] = "0" }),
        new(Bfloat16, "products in bfloat16", [], Same) { Changes = ["training.precision=bfloat16"] },
        new(Float32, "products in float32", [], Same) { Changes = ["training.precision=float32"] },
        new("glibc", "glibc's own memory policy", [],
            new Dictionary<string, string> { ["MALLOC_TRIM_THRESHOLD_"] = "131072" }),
        new("tiered", "methods compiled again in the background", [],
            new Dictionary<string, string> { ["DOTNET_TieredCompilation"] = "1" }),
    ];

    /// <summary>Whether a measurement was of this variant; where it was not, the figure would be of something else.</summary>
    internal bool Fits(StepRate rate) => !(rate.OwnProduct && LibTorch.Contains(Product)) && !(rate.OwnAdam && LibTorch.Contains(Adam))
        && (Key is not (Bfloat16 or Float32) || Key == PrecisionOf(rate));

    /// <summary>Whether it differs at all from VaeSharp as it is on this machine.</summary>
    internal bool Differs(StepRate own) => Key switch
    {
        Product => own.OwnProduct,
        Adam => own.OwnAdam,
        Bfloat16 or Float32 => PrecisionOf(own) != Key,
        _ => true,
    };

    private static string PrecisionOf(StepRate rate) => rate.Precision == NumberPrecision.Bfloat16 ? Bfloat16 : Float32;
}
