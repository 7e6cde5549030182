using System.Globalization;
using VaeSharp.Cli.Runs;
using VaeSharp.Data;
using VaeSharp.Evaluation;
using VaeSharp.Models.Priors;
using VaeSharp.Models.Recipes;
using VaeSharp.Runs;

namespace VaeSharp.Cli.Commands;

/// <summary><c>vae fit-prior</c>.</summary>
internal static class FitPriorCommand
{
    private const string AffineWord = "affine";
    private const string MixtureWord = "mixture";

    public static Verb Create(Terminal terminal)
    {
        var run = new RunOptions();
        var kind = SharedOptions.Among(
            "--kind", "The kind of prior; affine scales and shifts z: one Gaussian with the latents' means and variances.",
            MixtureWord, AffineWord, "realnvp");
        var components = SharedOptions.Whole("--components", "Number of Gaussians in the mixture; default 100.", 1, 10_000);
        var couplings = SharedOptions.Whole("--couplings", "Number of coupling layers of the flow; default 8.", 1, 256);
        var hidden = SharedOptions.Whole("--hidden", "Width of their hidden layers; default 128.", 1, 8192);
        var epochs = SharedOptions.Whole("--epochs", "Epochs of training the flow; default 20.", 1, 100_000);
        var samples = SharedOptions.Whole(
            "--samples", "Samples of q(z|x) for each training image; default 1.", 1, 1000);
        var seed = SharedOptions.Whole("--seed", "Random seed of sampling, initialisation and order; default 0.", 0, int.MaxValue);
        var json = SharedOptions.Json();
        var verb = new Verb(
            "fit-prior",
            "Fit a mixture or a flow to the latents of the training images (ex-post density estimation), for 'vae sample --prior fitted'.",
            "vae fit-prior mnist", "vae fit-prior mnist --components 500 --json", "vae fit-prior mnist --kind realnvp --samples 4",
            "vae fit-prior shipped:cifar10 --kind affine")
        {
            kind, components, couplings, hidden, epochs, samples, seed, json,
        };
        run.AddTo(verb);
        verb.SetAction(call =>
        {
            using TrainedModel model = run.Open(call, terminal);
            PriorOptions choice = call.GetRequiredValue(kind) switch
            {
                AffineWord => new MixtureOptions(1),
                MixtureWord => new MixtureOptions(call.GetValue(components) ?? 100),
                _ => new RealNvpOptions(call.GetValue(couplings) ?? 8, call.GetValue(hidden) ?? 128),
            };
            var fit = new PriorFit(choice)
            {
                Samples = call.GetValue(samples) ?? 1,
                Epochs = call.GetValue(epochs) ?? 20,
                Seed = (ulong)(call.GetValue(seed) ?? 0),
            };
            fit.DemandModel(model);
            DatasetSplits images = run.Images(model, call, terminal);
            Write(PercentLine.Stages(terminal, lines => fit.Run(model, images, lines)), call.GetValue(json), terminal);
            return ExitCodes.Done;
        });
        return verb;
    }

    private static void Write(PriorFitReport answer, bool json, Terminal terminal)
    {
        if (json)
        {
            terminal.WriteJson(answer);
            return;
        }

        PriorComparison found = answer.HeldOut;
        var table = new TextTable($"{answer.Run}, log density of {found.Images} test latents", ">nats");
        table.Add($"fitted prior, {answer.Kind}", Text(found.FittedNats));
        table.Add("the model's own prior", Text(found.OwnNats));
        table.Add("gain", $"{Text(found.GainNats)} ± {Text(found.GainStandardErrorNats)}");
        table.Write(terminal);
        terminal.Say($"Fitted to {answer.Latents} samples of q(z|x). Sample from it: vae sample {answer.Run} --prior fitted");
    }

    private static string Text(double value) => value.ToString("F2", CultureInfo.InvariantCulture);
}
