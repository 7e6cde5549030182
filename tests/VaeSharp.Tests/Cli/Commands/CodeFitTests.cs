using System.Text.Json;
using VaeSharp.Cli;
using VaeSharp.Imaging;
using VaeSharp.Models;
using VaeSharp.Models.Priors;
using VaeSharp.Runs;
using VaeSharp.Runs.Pictures;
using VaeSharp.Tests.Models;
using VaeSharp.Training.PriorFits;
using Xunit;

namespace VaeSharp.Tests.Cli.Commands;

/// <summary>Priors over codes that are fitted to a model which sees no labels, and see them.</summary>
public sealed class CodeFitTests
{
    [Theory]
    [InlineData("--kind codes --width 6 --layers 2", "gated PixelCNN of 2 layers of 6")]
    [InlineData("--width 8 --layers 2 --heads 2", "transformer of 2 layers of 8")]
    public void The_fit_is_stored_and_gives_a_bound_on_test_images(string options, string title)
    {
        using TinyRun run = Coded();

        Call call = run.Vae("fit-prior", ["--json", "--labels", "--epochs", "3", .. options.Split(' ')]);

        Assert.True(call.Code == ExitCodes.Done, call.Error);
        JsonElement answer = JsonDocument.Parse(call.Output).RootElement;
        JsonElement found = answer.GetProperty("heldOut");
        double own = found.GetProperty("ownNegativeElboNats").GetDouble();
        double gain = found.GetProperty("gainNats").GetDouble();
        double evaluated = JsonDocument.Parse(run.Vae("evaluate", "--json", "--no-judge").Output).RootElement
            .GetProperty("model").GetProperty("bound").GetProperty("negativeElboNats").GetDouble();
        Assert.Equal(title, answer.GetProperty("kind").GetString());
        Assert.Equal(evaluated, own, 1e-2);
        Assert.Equal(own - gain, found.GetProperty("fittedNegativeElboNats").GetDouble(), 1e-2);
        Assert.Equal(3, File.ReadAllLines(run["run", "prior-fit", "metrics.jsonl"]).Length);
        Assert.True(File.Exists(run["run", "prior-fit", "curves.png"]));
    }

    [Fact]
    public void Images_of_a_class_can_be_asked_of_a_fitted_prior_where_the_model_knows_none()
    {
        using TinyRun run = Coded();
        run.Vae("fit-prior", "--labels", "--epochs", "1", "--width", "8", "--layers", "1", "--heads", "2");

        Call own = run.Vae("sample", "--label", "bee");
        Call plain = run.Vae("sample", "--prior", "fitted", "--label", "bee");
        Call guided = run.Vae("sample", "--prior", "fitted", "--label", "bee", "--guidance", "8");

        Assert.Equal(ExitCodes.WrongUsage, own.Code);
        Assert.True(plain.Code == ExitCodes.Done && guided.Code == ExitCodes.Done, plain.Error + guided.Error);
        Assert.NotEqual(File.ReadAllBytes(plain.Output.Trim()), File.ReadAllBytes(guided.Output.Trim()));
        using TrainedModel model = TrainedModel.Open(run.Location);
        ImageGrid grid = new SamplePicture(new ModelSamples { Prior = model.FittedPrior().Prior, Guidance = 8 }).Draw(model);
        Assert.Contains("no samples of the model's density", grid.Legend, StringComparison.Ordinal);
        Assert.Equal(["ant", "bee", "cow"], grid.ColumnHeadings);
    }

    [Theory]
    [InlineData("sample --guidance 2", "needs a fitted prior that sees labels")]
    [InlineData("fit-prior --resume", "has no fit that could be resumed")]
    [InlineData("fit-prior --resume --epochs 3", "--epochs would change")]
    [InlineData("fit-prior --width 10", "does not come out even")]
    public void Wrong_usage_says_what_was_found(string line, string message)
    {
        using TinyRun run = Coded();
        string[] words = line.Split(' ');

        Call call = run.Vae(words[0], words[1..]);

        Assert.Equal(ExitCodes.WrongUsage, call.Code);
        Assert.Contains(message, call.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_fit_that_was_stopped_is_resumed_to_the_same_bits()
    {
        using TinyRun whole = Coded();
        using TinyRun stopped = Coded();
        var choice = new TransformerPriorOptions(8, 1, 2, Labels: true);
        var fit = new PriorFit(choice, FitSettings.For(choice, epochs: 4, batch: 10) with { LabelDropout = 0.2, Dropout = 0.1 });
        PriorFitReport? report = Run(whole, _ => fit);
        using var stop = new CancellationTokenSource();

        PriorFitReport? none = Run(stopped, _ => fit, new StopAt(stop, 0.4), stop.Token);
        PriorFitReport? resumed = Run(stopped, PriorFit.Resume);

        Assert.Null(none);
        Assert.NotNull(report);
        Assert.Equal(report, resumed);
        foreach (string file in (string[])
            ["fitted-prior/prior.safetensors", "prior-fit/metrics.jsonl", "prior-fit/last/training.safetensors"])
        {
            Assert.Equal(File.ReadAllBytes(Path.Combine(whole.Location, file)), File.ReadAllBytes(Path.Combine(stopped.Location, file)));
        }
    }

    private static PriorFitReport? Run(
        TinyRun run, Func<TrainedModel, PriorFit> fit, IProgress<StageProgress>? progress = null, CancellationToken stop = default)
    {
        using TrainedModel model = TrainedModel.Open(run.Location);
        return fit(model).Run(model, run.Images(), progress, epochs: null, stop);
    }

    private static TinyRun Coded() => new(LabelUse.None, change: recipe => TinyRecipe.Coded(recipe));

    private sealed class StopAt(CancellationTokenSource stop, double share) : IProgress<StageProgress>
    {
        public void Report(StageProgress value)
        {
            if (value.Stage == "Fitting" && value.Share >= share)
            {
                stop.Cancel();
            }
        }
    }
}
