using VaeSharp.Cli.Runs;
using VaeSharp.Data;
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
        var pictures = new ImageOptions();
        var dimensions = SharedOptions.Whole(
            "--dimensions", "Number of latent dimensions, in order of their rate; default 10.", 1, 128);
        var steps = SharedOptions.Whole("--steps", "Images in a row; default 11.", 2, 64);
        var reach = SharedOptions.Real(
            "--reach", "Range in each direction, in standard deviations of the prior; default 3.", 0.1, 20);
        var image = SharedOptions.Whole(
            "--image", "Index of the image to start from, among your pictures or the test images; by default the prior mean.",
            0, int.MaxValue);
        var file = SharedOptions.Out("the picture");
        var verb = new Verb(
            "traverse", "Latent traversal: vary one latent dimension at a time and decode.",
            "vae traverse last", "vae traverse mnist --image 3 --dimensions 6", "vae traverse mnist my-seven.png")
        {
            dimensions, steps, reach, image, file,
        };
        run.AddTo(verb);
        pictures.AddTo(verb);
        verb.SetAction(call =>
        {
            using TrainedModel model = run.Open(call, terminal);
            string path = OutputFile.Choose(call.GetValue(file), model, "traverse.png", terminal);
            ImageDataset test = run.Images(model, call, terminal).Test;
            int? asked = call.GetValue(image) ?? (pictures.AreOwn(call) ? 0 : null);
            ModelImages? among = asked is null ? null : pictures.Of(model, call, terminal, () => test);
            var picture = new TraversalPicture(test, among is null ? null : (among, asked!.Value))
            {
                Dimensions = call.GetValue(dimensions) ?? 10,
                Steps = call.GetValue(steps) ?? 11,
                Reach = call.GetValue(reach) ?? 3,
                Label = among is null ? pictures.Class(model, call) : null,
            };
            ImageGrid grid = PercentLine.Stages(terminal, lines => picture.Draw(model, lines));
            grid.Save(path);
            terminal.Output.WriteLine(path);
            return ExitCodes.Done;
        });
        return verb;
    }
}
