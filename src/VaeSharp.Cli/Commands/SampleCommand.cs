using System.CommandLine;
using System.Globalization;
using VaeSharp.Cli.Runs;
using VaeSharp.Imaging;
using VaeSharp.Models;
using VaeSharp.Runs;
using VaeSharp.Runs.Pictures;

namespace VaeSharp.Cli.Commands;

/// <summary><c>vae sample</c>.</summary>
internal static class SampleCommand
{
    private const string Fitted = "fitted";
    private const int Hottest = 10;

    public static Verb Create(Terminal terminal)
    {
        var run = new RunOptions();
        var label = SharedOptions.Label("Generate this class only, by number or name; without it all classes, one column each.");
        Option<Temperature> temperature = TemperatureOption();
        var prior = SharedOptions.Among(
            "--prior", "The prior that latents are sampled from: the model's own, or the one fitted by 'vae fit-prior'.", "own", Fitted);
        var count = SharedOptions.Whole("--count", "Number of images; by default ten rows.", 1, 10_000);
        var seed = SharedOptions.Seed();
        var file = SharedOptions.Out("the picture");
        var verb = new Verb(
            "sample", "Generate images: sample latents from the prior and decode them.",
            "vae sample last",
            "vae sample mnist --label 7 --count 25 --temperature 0.8 --out sevens.png", "vae sample mnist --prior fitted")
        {
            label, temperature, prior, count, seed, file,
        };
        run.AddTo(verb);
        verb.SetAction(call =>
        {
            using TrainedModel model = run.Open(call);
            int? wanted = call.GetValue(label) is { } text ? model.Class(text) : null;
            bool isFitted = call.GetRequiredValue(prior) == Fitted;
            ImageGrid grid = Draw(model, new SamplePicture
            {
                Label = wanted,
                Count = call.GetValue(count),
                Temperature = call.GetValue(temperature),
                Prior = isFitted ? model.FittedPrior().Prior : null,
                Seed = (ulong)(call.GetValue(seed) ?? 0),
            });
            string of = isFitted ? "-" + Fitted : "";
            string name = wanted is { } one ? $"sample{of}-{OutputFile.WordOf(model.ClassNames[one])}.png" : $"sample{of}.png";
            string path = OutputFile.Choose(call.GetValue(file), model, name);
            grid.Save(path);
            terminal.Output.WriteLine(path);
            return ExitCodes.Done;
        });
        return verb;
    }

    private static ImageGrid Draw(TrainedModel model, SamplePicture picture)
    {
        try
        {
            return picture.Draw(model);
        }
        catch (ArgumentException fault)
        {
            throw new UsageException($"--temperature of {model.Name}: {fault.Message}");
        }
    }

    private static Option<Temperature> TemperatureOption() => new("--temperature")
    {
        Description = "Multiplies the prior's standard deviation: below 1 more typical images, above 1 more varied ones; default 1. "
            + "For a hierarchical VAE also one for each resolution, coarse to fine: 1,0.9,0.8.",
        HelpName = "X",
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            var levels = new List<double>();
            foreach (string word in text.Split(','))
            {
                bool isNumber = double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out double level);
                if (!isNumber || level is not (>= 0 and <= Hottest))
                {
                    string which = text.Contains(',', StringComparison.Ordinal) ? "numbers with commas, each" : "a number";
                    result.AddError($"--temperature is '{text}'; expected {which} from 0 to {Hottest}.");
                    return default;
                }

                levels.Add(level);
            }

            return new Temperature([.. levels]);
        },
    };
}
