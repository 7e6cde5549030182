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
    private const int UsualCount = 100;

    public static Verb Create(Terminal terminal)
    {
        var run = new RunOptions();
        var label = SharedOptions.Label("Generate this class only, by number or name; without it all classes, one column each.");
        Option<Temperature> temperature = TemperatureOption();
        var prior = SharedOptions.Among(
            "--prior", "The prior that latents are sampled from: the model's own, or the one fitted by 'vae fit-prior'.", "own", Fitted);
        var guidance = SharedOptions.Real(
            "--guidance",
            "Towards the label, with a fitted prior that sees labels: above 1 clearer images of a class, which are no samples of the "
            + "model's density; default 1.",
            0, Hottest);
        var steps = SharedOptions.Whole("--steps", "Steps of the solver, with a fitted rectified flow; default 25.", 1, 10_000);
        var solver = SharedOptions.Among(
            "--solver", "How it solves: heun evaluates the network twice a step and is more exact, euler once.", "heun", "euler");
        var count = SharedOptions.Whole("--count", "Number of images; by default ten rows.", 1, 1_000_000);
        var drawn = new Option<bool>("--draw")
        {
            Description = "Sample p(x|z), with its noise of single pixels; by default its mean.",
        };
        var format = SharedOptions.Among(
            "--format", "One picture of all, a folder of single PNG files, or one NumPy array (uint8, N×C×H×W).", "grid", "png", "npy");
        var seed = SharedOptions.Seed();
        var file = SharedOptions.Out("the picture, the folder or the array");
        var verb = new Verb(
            "sample", "Generate images: sample latents from the prior and decode them.",
            "vae sample last",
            "vae sample mnist --label 7 --count 25 --temperature 0.8 --out sevens.png", "vae sample mnist --prior fitted",
            "vae sample cifar10-objects --prior fitted --label ship --guidance 2",
            "vae sample mnist --count 10000 --format npy --out digits.npy")
        {
            label, temperature, prior, guidance, steps, solver, count, drawn, format, seed, file,
        };
        run.AddTo(verb);
        verb.SetAction(call =>
        {
            using TrainedModel model = run.Open(call, terminal);
            bool isFitted = call.GetRequiredValue(prior) == Fitted;
            Prior? fitted = isFitted ? model.FittedPrior().Prior : null;
            int? wanted = call.GetValue(label) is { } text ? ClassOf(text, model, fitted) : null;
            var samples = new ModelSamples
            {
                Label = wanted,
                Temperature = call.GetValue(temperature),
                Prior = fitted,
                Guidance = call.GetValue(guidance) ?? 1,
                Steps = call.GetValue(steps) ?? 0,
                Euler = call.GetRequiredValue(solver) == "euler",
                Drawn = call.GetValue(drawn),
                Seed = (ulong)(call.GetValue(seed) ?? 0),
            };
            string of = isFitted ? "-" + Fitted : "";
            string name = wanted is { } one ? $"sample{of}-{OutputFile.WordOf(model.ClassNames, one)}" : $"sample{of}";
            try
            {
                terminal.Output.WriteLine(Write(
                    Format(call, format, file), model, samples, call.GetValue(count), call.GetValue(file), name, terminal));
            }
            catch (ArgumentException fault)
            {
                string more = call.GetValue(count) > UsualCount ? " With --format npy or png there is room for more." : "";
                throw new UsageException($"{model.Name}: {fault.Message}{more}");
            }

            return ExitCodes.Done;
        });
        return verb;
    }

    // A fitted prior can see labels where the model sees none.
    private static int ClassOf(string text, TrainedModel model, Prior? fitted) =>
        fitted is not null && new ModelSamples { Prior = fitted }.AreByLabel(model) ? model.ClassNamed(text) : model.Class(text);

    // What --out ends in says what is meant, where --format is not given.
    private static string Format(ParseResult call, Option<string> format, Option<string?> file) =>
        call.GetResult(format) is { Implicit: false } ? call.GetRequiredValue(format)
        : call.GetValue(file) is { } path && path.EndsWith(".npy", StringComparison.OrdinalIgnoreCase) ? "npy"
        : "grid";

    private static string Write(
        string format, TrainedModel model, ModelSamples samples, int? count, string? asked, string name, Terminal terminal)
    {
        if (format == "grid")
        {
            ImageGrid grid = PercentLine.During(
                terminal, "Generating", line => new SamplePicture(samples) { Count = count }.Draw(model, line), Size(count));
            string picture = OutputFile.Choose(asked, model, name + ".png", terminal);
            grid.Save(picture);
            return picture;
        }

        int images = count ?? UsualCount;
        if (format == "npy")
        {
            string array = OutputFile.Choose(asked, model, name + ".npy", terminal, "arrays", "labels");
            PercentLine.During(terminal, "Generating", line => SampleFiles.WriteArray(model, samples, images, array, line), Size(count));
            return array;
        }

        string folder = OutputFile.ChooseFolder(asked, model, name);
        PercentLine.During(terminal, "Generating", line => SampleFiles.WritePictures(model, samples, images, folder, line), Size(count));
        return folder;
    }

    private static string Size(int? count) => Stages.Images(count ?? UsualCount);

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
