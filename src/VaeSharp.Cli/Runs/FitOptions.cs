using System.CommandLine;
using VaeSharp.Models.Priors;
using VaeSharp.Models.Recipes;
using VaeSharp.Runs;
using VaeSharp.Training.PriorFits;

namespace VaeSharp.Cli.Runs;

/// <summary>What is fitted, and how.</summary>
internal sealed class FitOptions
{
    private const int UsualEpochs = 20;
    private const double UsualLabelDropout = 0.1;

    private const string AffineWord = "affine", MixtureWord = "mixture", FlowWord = "realnvp", CodesWord = "codes",
        TransformerWord = "transformer", RectifiedWord = "rectified-flow";

    private readonly Option<string> _kind = SharedOptions.Among(
        "--kind",
        "The kind of prior; affine scales and shifts z: one Gaussian with the latents' means and variances. For a model with codes "
        + $"codes (a gated PixelCNN) or {TransformerWord}, which is its default.",
        MixtureWord, AffineWord, FlowWord, RectifiedWord, CodesWord, TransformerWord);

    private readonly Option<int?> _components = SharedOptions.Whole(
        "--components", "Number of Gaussians in the mixture; default 100.", 1, 10_000);

    private readonly Option<int?> _couplings = SharedOptions.Whole(
        "--couplings", "Number of coupling layers of realnvp; default 8.", 1, 256);

    private readonly Option<int?> _hidden = SharedOptions.Whole("--hidden", "Width of their hidden layers; default 128.", 1, 8192);

    private readonly Option<int?> _width = SharedOptions.Whole(
        "--width",
        "Numbers at each position of the transformer, default 192, or in the rectified flow, default 256; channels of the PixelCNN, "
        + "default 64.",
        2, 4096);

    private readonly Option<int?> _layers = SharedOptions.Whole(
        "--layers", "Layers of the transformer, default 6, of the PixelCNN, default 12, or of the rectified flow, default 4.", 1, 64);

    private readonly Option<int?> _heads = SharedOptions.Whole(
        "--heads", "Attention heads of the transformer, default 6, or of the rectified flow, default 4.", 1, 64);

    private readonly Option<bool> _labels = new("--labels")
    {
        Description = "The prior sees the label: images of a class can be asked for. For codes, transformer and rectified-flow.",
    };

    private readonly Option<int?> _epochs = SharedOptions.Whole(
        "--epochs", $"Epochs of gradient descent; default {UsualEpochs}. A mixture needs none.", 1, 100_000);

    private readonly Option<int?> _batch = SharedOptions.Whole(
        "--batch", "Encodings in one step; default 128, of rectified-flow 256, of realnvp 500.", 1, 65_536);

    private readonly Option<double?> _rate = SharedOptions.Real("--rate", "Learning rate at its peak; default 0.001.", 1e-8, 10);

    private readonly Option<double?> _labelDropout = SharedOptions.Real(
        "--label-dropout", "Share of encodings whose label is left out in a step, for guidance; default 0.1 with --labels.", 0, 1);

    private readonly Option<double?> _dropout = SharedOptions.Real(
        "--dropout", "Share of a layer's numbers that are left out in a step, except of realnvp; default 0.", 0, 0.9);

    private readonly Option<string> _precision = SharedOptions.Among(
        "--precision", "Of the network's products: bfloat16 is faster where the processor has a unit for it.", "float32", "bfloat16");

    private readonly Option<int?> _samples = SharedOptions.Whole(
        "--samples", "Samples of q(z|x) for each training image; default 1.", 1, 1000);

    private readonly Option<int?> _density = SharedOptions.Whole(
        "--density",
        "Measure the rectified flow's density on this many test images, each by a differential equation; default none.", 1, 1_000_000);

    private readonly Option<int?> _seed = SharedOptions.Whole(
        "--seed", "Random seed of sampling, initialisation and order; default 0.", 0, int.MaxValue);

    private IReadOnlyList<Option> All =>
    [
        _kind, _components, _couplings, _hidden, _width, _layers, _heads, _labels, _epochs, _batch, _rate, _labelDropout, _dropout,
        _precision, _samples, _density, _seed,
    ];

    internal void AddTo(Verb verb)
    {
        foreach (Option option in All)
        {
            verb.Add(option);
        }
    }

    /// <summary>On how many test images to measure a density that takes a solution of an equation for each.</summary>
    internal int DensityImages(ParseResult call) => call.GetValue(_density) ?? 0;

    /// <summary>The names of those that were typed and say what is fitted.</summary>
    internal string[] Given(ParseResult call) =>
        [.. All.Where(option => option != _density && call.GetResult(option) is { Implicit: false }).Select(option => option.Name)];

    internal PriorFit Fit(ParseResult call, TrainedModel model)
    {
        string kind = call.GetResult(_kind) is { Implicit: false } || !model.HasCodes
            ? call.GetRequiredValue(_kind)
            : TransformerWord;
        bool labels = call.GetValue(_labels);
        PriorOptions choice = kind switch
        {
            AffineWord => new MixtureOptions(1),
            MixtureWord => new MixtureOptions(call.GetValue(_components) ?? 100),
            FlowWord => new RealNvpOptions(call.GetValue(_couplings) ?? 8, call.GetValue(_hidden) ?? 128),
            CodesWord => new AutoregressivePriorOptions(call.GetValue(_width) ?? 64, call.GetValue(_layers) ?? 12, labels),
            RectifiedWord => new RectifiedFlowOptions(
                call.GetValue(_width) ?? 256, call.GetValue(_layers) ?? 4, call.GetValue(_heads) ?? 4, labels),
            _ => new TransformerPriorOptions(
                call.GetValue(_width) ?? 192, call.GetValue(_layers) ?? 6, call.GetValue(_heads) ?? 6, labels),
        };
        if (labels && !choice.SeesLabels)
        {
            throw new UsageException($"A prior of the kind {kind} sees no labels; leave --labels out, or choose another --kind.");
        }

        FitSettings settings = FitSettings.For(
            choice, call.GetValue(_epochs) ?? UsualEpochs, call.GetValue(_batch), call.GetValue(_rate),
            call.GetRequiredValue(_precision) == "bfloat16" ? NumberPrecision.Bfloat16 : NumberPrecision.Float32);
        return new PriorFit(choice, settings with
        {
            LabelDropout = call.GetValue(_labelDropout) ?? (labels ? UsualLabelDropout : 0),
            Dropout = call.GetValue(_dropout) ?? 0,
            Seed = (ulong)(call.GetValue(_seed) ?? 0),
        })
        {
            Samples = call.GetValue(_samples) ?? 1,
            DensityImages = DensityImages(call),
        };
    }
}
