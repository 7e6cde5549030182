using VaeSharp.Cli.Runs;
using VaeSharp.Imaging;
using VaeSharp.Runs;
using VaeSharp.Runs.Pictures;

namespace VaeSharp.Cli.Commands;

/// <summary><c>vae traverse</c>.</summary>
internal static class TraverseCommand
{
    public static Verb Create(Terminal terminal)
    {
        var run = new RunOptions();
        var dimensions = SharedOptions.Whole(
            "--dimensions", "Number of latent dimensions, in order of their rate; default 10.", 1, 128);
        var steps = SharedOptions.Whole("--steps", "Images in a row; default 11.", 2, 64);
        var reach = SharedOptions.Real(
            "--reach", "Range in each direction, in standard deviations of the prior; default 3.", 0.1, 20);
        var image = SharedOptions.Whole(
            "--image", "Index of the test image to start from; by default the prior mean.", 0, int.MaxValue);
        var label = SharedOptions.Label("The class for a conditional model; by default that of the image, or the first.");
        var file = SharedOptions.Out("the picture");
        var verb = new Verb(
            "traverse", "Latent traversal: vary one latent dimension at a time and decode.",
            "vae traverse last", "vae traverse mnist --image 3 --dimensions 6")
        {
            dimensions, steps, reach, image, label, file,
        };
        run.AddTo(verb);
        verb.SetAction(call =>
        {
            using TrainedModel model = run.Open(call);
            int? wanted = call.GetValue(label) is { } text ? model.Class(text) : null;
            string path = OutputFile.Choose(call.GetValue(file), model, "traverse.png");
            var picture = new TraversalPicture(run.Images(model, call, terminal).Test)
            {
                Dimensions = call.GetValue(dimensions) ?? 10,
                Steps = call.GetValue(steps) ?? 11,
                Reach = call.GetValue(reach) ?? 3,
                Image = call.GetValue(image),
                Label = wanted,
            };
            ImageGrid grid = PercentLine.Stages(terminal, lines => picture.Draw(model, lines));
            grid.Save(path);
            terminal.Output.WriteLine(path);
            return ExitCodes.Done;
        });
        return verb;
    }
}
