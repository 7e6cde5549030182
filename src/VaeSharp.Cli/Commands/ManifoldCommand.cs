using VaeSharp.Cli.Runs;
using VaeSharp.Data;
using VaeSharp.Imaging;
using VaeSharp.Runs;
using VaeSharp.Runs.Pictures;

namespace VaeSharp.Cli.Commands;

/// <summary><c>vae manifold</c>.</summary>
internal static class ManifoldCommand
{
    public static Verb Create(Terminal terminal)
    {
        var run = new RunOptions();
        var side = SharedOptions.Whole("--side", "Images in a row and in a column; default 20.", 2, 64);
        var label = SharedOptions.Label("The class for a conditional model; by default the first.");
        var limit = SharedOptions.Limit();
        var file = SharedOptions.Out("the pictures, as FILE and FILE-latents");
        var verb = new Verb(
            "manifold",
            "For a model with two latent dimensions: decode a grid over the latent plane, and plot the posterior means of the test images.",
            "vae manifold mnist-2d", "vae manifold mnist-2d --side 30 --out plane.png")
        {
            side, label, limit, file,
        };
        run.AddTo(verb);
        verb.SetAction(call =>
        {
            using TrainedModel model = run.Open(call, terminal);
            int? wanted = call.GetValue(label) is { } text ? model.Class(text) : null;
            ImageGrid decoded = LatentPlane.Decoded(model, call.GetValue(side) ?? 20, wanted);
            string path = OutputFile.Choose(call.GetValue(file), model, "manifold.png", terminal);
            decoded.Save(path);
            terminal.Output.WriteLine(path);
            string latents = OutputFile.With(path, "latents");
            ImageDataset test = SharedOptions.Part(run.Images(model, call, terminal), "test", call.GetValue(limit));
            PercentLine.Stages(terminal, lines => LatentPlane.Encoded(model, test, lines)).Save(latents);
            terminal.Output.WriteLine(latents);
            return ExitCodes.Done;
        });
        return verb;
    }
}
