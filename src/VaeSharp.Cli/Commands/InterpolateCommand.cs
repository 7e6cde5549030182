using System.CommandLine;
using System.Globalization;
using VaeSharp.Cli.Runs;
using VaeSharp.Evaluation;
using VaeSharp.Imaging;
using VaeSharp.Runs;
using VaeSharp.Runs.Pictures;

namespace VaeSharp.Cli.Commands;

/// <summary><c>vae interpolate</c>.</summary>
internal static class InterpolateCommand
{
    public static Verb Create(Terminal terminal)
    {
        var run = new RunOptions();
        var pictures = new ImageOptions();
        var images = new Option<int[]>("--images")
        {
            Description = "Indices of two images among your pictures or the test images; default 0 1.",
            HelpName = "A B",
            Arity = new ArgumentArity(2, 2),
            AllowMultipleArgumentsPerToken = true,
            CustomParser = result =>
            {
                int[] numbers = [.. result.Tokens.Select(token =>
                    int.TryParse(token.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) ? number : -1)];
                if (numbers.Any(number => number < 0))
                {
                    result.AddError(
                        $"--images is '{string.Join(' ', result.Tokens.Select(token => token.Value))}'; expected two whole numbers of at "
                        + "least 0.");
                }

                return numbers;
            },
        };
        var labels = new Option<string[]>("--labels")
        {
            Description = "Two classes, by number or name: interpolate the label and keep the latent.",
            HelpName = "A B",
            Arity = new ArgumentArity(2, 2),
            AllowMultipleArgumentsPerToken = true,
        };
        var linear = new Option<bool>("--linear") { Description = "Linear interpolation only." };
        var spherical = new Option<bool>("--spherical")
        {
            Description = "Spherical interpolation only, which keeps the norm.",
        };
        var steps = SharedOptions.Whole("--steps", "Images in a row, both ends included; default 10.", 2, 64);
        var seed = SharedOptions.Seed();
        var file = SharedOptions.Out("the picture");
        var verb = new Verb(
            "interpolate",
            "Interpolate in latent space between two images, or between two labels.",
            "vae interpolate last --images 3 8 --spherical", "vae interpolate mnist --labels 4 9",
            "vae interpolate cifar10 cat.jpg dog.jpg")
        {
            images, labels, linear, spherical, steps, seed, file,
        };
        verb.Validators.Add(result =>
        {
            if (result.GetValue(labels) is [_, ..] && (result.GetResult(images) is not null
                || result.GetValue(linear) || result.GetValue(spherical)))
            {
                result.AddError(
                    "--labels cannot be combined with --images, --linear or --spherical.");
            }
        });
        run.AddTo(verb);
        pictures.AddTo(verb);
        verb.SetAction(call =>
        {
            using TrainedModel model = run.Open(call, terminal);
            int count = call.GetValue(steps) ?? 10;
            bool onlyOne = call.GetValue(linear) != call.GetValue(spherical);
            InterpolationPath[] paths = !onlyOne ? [InterpolationPath.Linear, InterpolationPath.Spherical]
                : call.GetValue(linear) ? [InterpolationPath.Linear] : [InterpolationPath.Spherical];
            string name;
            ImageGrid grid;
            if (call.GetValue(labels) is [var first, var last])
            {
                (int from, int to) = (model.Class(first), model.Class(last));
                name = $"interpolate-label-{OutputFile.WordOf(model.ClassNames, from)}-{OutputFile.WordOf(model.ClassNames, to)}.png";
                grid = InterpolationPicture.BetweenLabels(model, from, to, count, (ulong)(call.GetValue(seed) ?? 0));
            }
            else
            {
                (int from, int to) = call.GetValue(images) is [var a, var b] ? (a, b) : (0, 1);
                name = $"interpolate-{from}-{to}.png";
                ModelImages ends = pictures.Of(model, call, terminal, () => run.Images(model, call, terminal).Test);
                grid = InterpolationPicture.BetweenImages(model, ends, from, to, count, paths);
            }

            string path = OutputFile.Choose(call.GetValue(file), model, name, terminal);
            grid.Save(path);
            terminal.Output.WriteLine(path);
            return ExitCodes.Done;
        });
        return verb;
    }
}
