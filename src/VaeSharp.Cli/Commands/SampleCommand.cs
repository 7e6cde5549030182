using System.CommandLine;
using System.Globalization;
using VaeSharp.Cli.Runs;
using VaeSharp.Engine;
using VaeSharp.Imaging;
using VaeSharp.Models;
using static TorchSharp.torch;

namespace VaeSharp.Cli.Commands;

/// <summary><c>vae sample</c>.</summary>
internal static class SampleCommand
{
    private const string Fitted = "fitted";
    private const int Rows = 10;
    private const int MostColumns = 20;
    private const int Hottest = 10;

    public static Verb Create(Terminal terminal)
    {
        var run = new RunOptions();
        var label = SharedOptions.Label("Draw this class only, by number or name; all side by side unless given.");
        Option<Temperature> temperature = TemperatureOption();
        var prior = SharedOptions.Among(
            "--prior", "Where latents come from: the model's own prior, or the one of 'vae fit-prior'.", "own", Fitted);
        var count = SharedOptions.Whole("--count", "How many images; ten rows unless given.", 1, 10_000);
        var seed = SharedOptions.Seed();
        var file = SharedOptions.Out("the picture");
        var verb = new Verb(
            "sample", "Draw images that never were: latents from the prior, through the decoder.",
            "vae sample last",
            "vae sample mnist --label 7 --count 25 --temperature 0.8 --out sevens.png", "vae sample mnist --prior fitted")
        {
            label, temperature, prior, count, seed, file,
        };
        run.AddTo(verb);
        verb.SetAction(call =>
        {
            using TrainedRun trained = run.Open(call, terminal);
            CheckLevels(call.GetValue(temperature), trained);
            int? wanted = trained.Class(call.GetValue(label));
            Prior? fitted = call.GetRequiredValue(prior) == Fitted ? trained.Fitted().Prior : null;
            ImageGrid grid = Draw(
                trained, fitted, wanted, call.GetValue(temperature), call.GetValue(count),
                (ulong)(call.GetValue(seed) ?? 0));
            string of = fitted is null ? "" : "-" + Fitted;
            string name = wanted is { } one ? $"sample{of}-{trained.FileNameOf(one)}.png" : $"sample{of}.png";
            string path = OutputFile.Choose(call.GetValue(file), trained, name);
            grid.Save(path);
            terminal.Output.WriteLine(path);
            return ExitCodes.Done;
        });
        return verb;
    }

    // Said before anything is drawn, in the words of the command line.
    private static void CheckLevels(Temperature temperature, TrainedRun run)
    {
        try
        {
            temperature.At(0, run.Model.Groups.DistinctBy(group => (group.Height, group.Width)).DefaultIfEmpty().Count());
        }
        catch (ArgumentException fault)
        {
            throw new UsageException($"--temperature of {run.Name}: {fault.Message}");
        }
    }

    private static Option<Temperature> TemperatureOption() => new("--temperature")
    {
        Description = "Below 1 draws more typical images, above 1 stranger ones; 1 unless given. Of a ladder also one for "
            + "each resolution, coarse to fine: 1,0.9,0.8.",
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

    private static ImageGrid Draw(
        TrainedRun run, Prior? fitted, int? label, Temperature temperature, int? count, ulong seed)
    {
        ModelShape shape = run.Model.Shape;
        bool classes = shape.SamplesByLabel && label is null;
        int columns = classes ? Math.Min(shape.Classes, MostColumns) : Math.Min(count ?? Rows, Rows);
        int images = count ?? Rows * columns;
        using var random = new RandomStream(seed, RandomUse.Sampling, device: run.Device);
        Tensor? labels = !shape.SamplesByLabel ? null
            : label is { } one ? run.ClassTensor(one, images)
            : arange(images, ScalarType.Int64, run.Device) % columns; // [images]
        string of = label is { } shown ? $" of class {run.ClassNames[shown]}" : "";
        Tensor drawn = fitted is null
            ? run.Model.Sample(images, labels, random, temperature)
            : run.Model.Decode(fitted.Sample(images, null, random, temperature.At(0, 1)), labels).Mean.clamp(0, 1);
        string prior = fitted is null ? "" : "fitted prior · ";
        return new ImageGrid(shape.Images, ImageCells.Of(drawn), columns)
        {
            Title = $"{run.Name}: samples{of}",
            Legend = string.Create(CultureInfo.InvariantCulture, $"{prior}temperature {temperature} · seed {seed}"),
            ColumnHeadings = classes && images >= columns ? [.. run.ClassNames.Take(columns)] : [],
        };
    }
}
