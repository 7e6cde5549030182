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
            "--dimensions", "How many latent dimensions, the most informative first; 10 unless given.", 1, 128);
        var steps = SharedOptions.Whole("--steps", "Images in a row; 11 unless given.", 2, 64);
        var reach = SharedOptions.Real(
            "--reach", "How far each way, in standard deviations of the prior; 3 unless given.", 0.1, 20);
        var image = SharedOptions.Whole(
            "--image", "Number of a test image to start from; the prior's middle unless given.", 0, int.MaxValue);
        var label = SharedOptions.Label("The class that a conditional model draws; that of the image, or the first.");
        var file = SharedOptions.Out("the picture");
        var verb = new Verb(
            "traverse", "Move one latent dimension at a time and watch what it does.",
            "vae traverse last", "vae traverse mnist --image 3 --dimensions 6")
        {
            dimensions, steps, reach, image, label, file,
        };
        run.AddTo(verb);
        verb.SetAction(call =>
        {
            using TrainedModel model = run.Open(call, terminal);
            int? wanted = call.GetValue(label) is { } text ? model.Class(text) : null;
            string path = OutputFile.Choose(call.GetValue(file), model, "traverse.png", terminal);
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
