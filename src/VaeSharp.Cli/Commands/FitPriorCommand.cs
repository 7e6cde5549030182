using System.CommandLine;
using System.Globalization;
using VaeSharp.Cli.Runs;
using VaeSharp.Data;
using VaeSharp.Evaluation;
using VaeSharp.Runs;

namespace VaeSharp.Cli.Commands;

/// <summary><c>vae fit-prior</c>.</summary>
internal static class FitPriorCommand
{
    public static Verb Create(Terminal terminal)
    {
        var run = new RunOptions();
        var options = new FitOptions();
        var resume = new Option<bool>("--resume") { Description = "Go on with a fit that was stopped, with its own settings." };
        var json = SharedOptions.Json();
        var verb = new Verb(
            "fit-prior",
            "Fit a prior to the encodings of the training images (ex-post density estimation, the second stage), for "
            + "'vae sample --prior fitted'.",
            "vae fit-prior mnist", "vae fit-prior mnist --components 500 --json", "vae fit-prior mnist --kind realnvp --samples 4",
            "vae fit-prior shipped:cifar10 --kind affine", "vae fit-prior cifar10-objects --kind transformer --labels --epochs 40",
            "vae fit-prior cifar10-objects --resume");
        options.AddTo(verb);
        verb.Add(resume);
        verb.Add(json);
        run.AddTo(verb);
        verb.SetAction(call =>
        {
            using TrainedModel model = run.Open(call, terminal);
            bool resumes = call.GetValue(resume);
            if (resumes && options.Given(call) is { Length: > 0 } given)
            {
                throw new UsageException(
                    $"A fit is resumed with its own settings, and {string.Join(", ", given)} would change them. Leave that out.");
            }

            PriorFit fit = resumes
                ? PriorFit.Resume(model) with { DensityImages = options.DensityImages(call) }
                : options.Fit(call, model);
            fit.DemandModel(model);
            DatasetSplits images = run.Images(model, call, terminal);
            using var signals = new StopSignals(terminal);
            PriorFitReport? report = PercentLine.Stages(
                terminal, lines => fit.Run(model, images, lines, terminal.Progress, signals.Token));
            if (report is null)
            {
                terminal.Say("Saved. Resume with:");
                terminal.Say($"  {ShellWords.Line("vae", "fit-prior", model.Folder.Shown, "--resume")}");
                return signals.ExitCode;
            }

            Write(report, call.GetValue(json), terminal);
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

        if (answer.HeldOut is { } found)
        {
            WriteFigures(answer, found, terminal);
        }
        else
        {
            terminal.Answer(string.Create(
                CultureInfo.InvariantCulture,
                $"{answer.Run}, {answer.Kind}: squared error of the velocity {answer.Loss:F4} in the last epoch."));
        }

        terminal.Say($"Fitted to {answer.Latents} encodings. Sample from it: vae sample {answer.Run} --prior fitted");
    }

    private static void WriteFigures(PriorFitReport answer, PriorComparison found, Terminal terminal)
    {
        var table = new TextTable($"{answer.Run}, log density of {found.Images} test latents", ">nats");
        table.Add($"fitted prior, {answer.Kind}", Text(found.FittedNats));
        table.Add("the model's own prior", Text(found.OwnNats));
        table.Add("gain", $"{Text(found.GainNats)} ± {Text(found.GainStandardErrorNats)}");
        if (found.FittedNegativeElboNats is { } elbo)
        {
            string given = found.FittedSeesLabels ? " given y" : "";
            string bits = found.FittedBitsPerDimension is { } dimension
                ? string.Create(CultureInfo.InvariantCulture, $" ({dimension:F3} bits/dim)")
                : "";
            table.Add($"−ELBO{given} with the fitted prior", $"{Text(elbo)}{bits}");
            table.Add("−ELBO with the model's own", Text(found.OwnNegativeElboNats!.Value));
        }

        if (found.FittedErrorNats is { } error)
        {
            table.Add("error of the solver, a mean", error.ToString("F3", CultureInfo.InvariantCulture));
        }

        table.Write(terminal);
    }

    private static string Text(double value) => value.ToString("F2", CultureInfo.InvariantCulture);
}
