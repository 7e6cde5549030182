using System.Globalization;
using VaeSharp.Cli.Runs;
using VaeSharp.Data;
using VaeSharp.Evaluation;
using VaeSharp.Models.Priors;
using VaeSharp.Models.Recipes;

namespace VaeSharp.Cli.Commands;

/// <summary><c>vae fit-prior</c>.</summary>
internal static class FitPriorCommand
{
    private const string MixtureWord = "mixture";

    public static Verb Create(Terminal terminal)
    {
        var run = new RunOptions();
        var kind = SharedOptions.Among("--kind", "What to fit.", MixtureWord, "realnvp");
        var components = SharedOptions.Whole("--components", "Gaussians of the mixture; 100 unless given.", 1, 10_000);
        var couplings = SharedOptions.Whole("--couplings", "Couplings of the flow; 8 unless given.", 1, 256);
        var hidden = SharedOptions.Whole("--hidden", "Width of their hidden layers; 128 unless given.", 1, 8192);
        var epochs = SharedOptions.Whole("--epochs", "Passes of the flow over the latents; 20 unless given.", 1, 100_000);
        var samples = SharedOptions.Whole(
            "--samples", "Samples of q(z|x) to fit to, for each training image; 1 unless given.", 1, 1000);
        var seed = SharedOptions.Whole("--seed", "Of samples, start and order; 0 unless given.", 0, int.MaxValue);
        var json = SharedOptions.Json();
        var verb = new Verb(
            "fit-prior",
            "Fit a mixture or a flow to the latents of the training images, as another way to draw: 'vae sample --prior fitted'.",
            "vae fit-prior mnist", "vae fit-prior mnist --components 500 --json", "vae fit-prior mnist --kind realnvp --samples 4")
        {
            kind, components, couplings, hidden, epochs, samples, seed, json,
        };
        run.AddTo(verb);
        verb.SetAction(call =>
        {
            using TrainedRun trained = run.Open(call, terminal);
            trained.RefuseCodes("no density to fit, and its prior of codes is learned already");
            DemandOnePrior(trained);
            DatasetSplits splits = trained.Images();
            PriorChoice choice = call.GetRequiredValue(kind) == MixtureWord
                ? new MixtureChoice(call.GetValue(components) ?? 100)
                : new RealNvpChoice(call.GetValue(couplings) ?? 8, call.GetValue(hidden) ?? 128);
            DemandFit(choice, trained, splits.Train.Count * (call.GetValue(samples) ?? 1));
            var fit = new PriorFit(trained, splits, choice, (ulong)(call.GetValue(seed) ?? 0), terminal);
            Write(fit.Run(call.GetValue(samples) ?? 1, call.GetValue(epochs) ?? 20), call.GetValue(json), terminal);
            return ExitCodes.Done;
        });
        return verb;
    }

    private static void DemandOnePrior(TrainedRun run)
    {
        if (RunRoot.IsShipped(run.Folder))
        {
            throw new UsageException(
                $"{run.Name} comes with VaeSharp, and its folder is not written into; train a run of your own: vae train {run.Name}.");
        }

        if (run.Model.Prior is null)
        {
            throw new UsageException(
                $"{run.Name} has a prior for each group of latents, given the groups above; none can be fitted for all.");
        }

        if (run.Model.Shape.OnSphere)
        {
            throw new UsageException(
                $"{run.Name} has latents on the unit sphere, where neither a mixture of Gaussians nor a flow has a density.");
        }

        if (run.Model.Shape.PriorSeesLabels)
        {
            throw new UsageException(
                $"{run.Name} has a prior for each class, and a fit knows no classes: images of a class could not be asked for.");
        }
    }

    private static void DemandFit(PriorChoice choice, TrainedRun run, int points)
    {
        if (choice is MixtureChoice mixture && mixture.Components > points)
        {
            throw new UsageException($"--components is {mixture.Components}; there are {points} latents to fit it to.");
        }

        if (choice is RealNvpChoice && run.Model.Shape.Latents < 2)
        {
            throw new UsageException($"{run.Name} has one latent dimension; a flow bends one half of them by the other.");
        }
    }

    private static void Write(FitAnswer answer, bool json, Terminal terminal)
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
        terminal.Say($"Fitted to {answer.Latents} samples of q(z|x). Draw from it: vae sample {answer.Run} --prior fitted");
    }

    private static string Text(double value) => value.ToString("F2", CultureInfo.InvariantCulture);
}
