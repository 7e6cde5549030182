using System.CommandLine;
using VaeSharp.Data;
using VaeSharp.Evaluation.Quality;
using VaeSharp.Runs;
using VaeSharp.Runs.Pictures;

namespace VaeSharp.Cli.Runs;

/// <summary><c>--quality</c> of <c>vae evaluate</c>, with what belongs to it.</summary>
internal sealed class QualityOptions
{
    private readonly Option<bool> _quality = new("--quality")
    {
        Description = "Also measure samples beside training images, reconstructions by SSIM, and what latents tell of classes; "
            + "writes a picture of the nearest training images. Takes minutes.",
    };

    private readonly Option<int?> _samples = SharedOptions.Whole(
        "--quality-samples", $"How many samples --quality generates; default {QualityRequest.UsualSamples}.", QualityRequest.LeastSamples,
        100_000);

    private readonly Option<string?> _features = new("--features")
    {
        Description = "With --quality: an ONNX network in whose features distances are measured too; with Inception that is FID.",
        HelpName = "FILE.onnx",
    };

    /// <summary>Gives these to a verb.</summary>
    public void AddTo(Verb verb)
    {
        verb.Add(_quality);
        verb.Add(_samples);
        verb.Add(_features);
    }

    /// <summary>Whether the quality is asked for.</summary>
    /// <exception cref="UsageException">Only something is that belongs to it.</exception>
    public bool IsAsked(ParseResult call)
    {
        bool asked = call.GetValue(_quality);
        foreach (Option option in asked ? [] : (Option[])[_samples, _features])
        {
            if (call.GetResult(option) is { Implicit: false })
            {
                throw new UsageException($"{option.Name} belongs to --quality, which is not given.");
            }
        }

        return asked;
    }

    /// <summary>Measures, and writes the picture.</summary>
    /// <returns>The figures, and where the picture is.</returns>
    public (QualityReport Report, string Picture) Measure(
        ParseResult call, TrainedModel model, DatasetSplits splits, RunDirectory? judge, ulong seed, Terminal terminal)
    {
        using OnnxFeatures? network = call.GetValue(_features) is { } file ? OnnxFeatures.Open(file) : null;
        var request = new QualityRequest
        {
            Samples = call.GetValue(_samples) ?? QualityRequest.UsualSamples,
            Seed = seed,
            Judge = judge,
            Network = network,
        };
        string picture = OutputFile.Choose(null, model, "nearest.png", terminal);
        QualityReport report = PercentLine.Stages(terminal, lines =>
        {
            using var quality = new SampleQuality(model, splits, request, lines);
            QualityReport measured = quality.Measure();
            CopyPicture.Draw(quality, model.Name).Save(picture);
            return measured with
            {
                Ssim = LatentQuality.Ssim(model, splits.Test, lines.Stage("Comparing reconstructions", Stages.Images(splits.Test.Count))),
                Probes = LatentQuality.Probes(model, splits.Train, splits.Test, seed, lines),
                Information = model.MutualInformation(splits.Test, seed),
            };
        });
        return (report, picture);
    }
}
