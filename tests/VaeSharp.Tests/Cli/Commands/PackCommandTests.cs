using System.Text.Json;
using VaeSharp.Cli;
using VaeSharp.Models;
using VaeSharp.Storage;
using VaeSharp.Tests.Nn.Distributions;
using Xunit;
using static TorchSharp.torch;

namespace VaeSharp.Tests.Cli.Commands;

public sealed class PackCommandTests
{
    [Fact]
    public void Weights_are_the_runs_own_rounded_to_half_precision()
    {
        using var scope = NewDisposeScope();
        using var run = new TinyRun();

        Call call = run.Vae("pack", "--out", run["packed"]);

        Assert.True(call.Code == ExitCodes.Done, call.Error);
        Assert.Contains("half precision", call.Output, StringComparison.Ordinal);
        Dictionary<string, Tensor> own = ModelCheckpoint.Load(run.Best).Model.state_dict();
        Dictionary<string, Tensor> packed = ModelCheckpoint.Load(Best(run)).Model.state_dict();
        Assert.All(own, pair => Assert.Equal(
            Values.ReadSingle(pair.Value).Select(value => (float)(Half)value), Values.ReadSingle(packed[pair.Key])));
        Assert.True(new FileInfo(Weights(run)).Length < 0.7 * new FileInfo(Path.Combine(run.Best, ModelCheckpoint.ModelFile)).Length);
    }

    [Fact]
    public void A_packed_run_draws_and_says_what_it_is()
    {
        using var run = new TinyRun();
        Assert.Equal(ExitCodes.Done, run.Vae("pack", "--out", run["packed"]).Code);

        Call drawn = Call.Of(["sample", run["packed"], "--threads", "1", "--out", run["drawn.png"]]);

        Assert.True(drawn.Code == ExitCodes.Done, drawn.Error);
        Assert.True(new FileInfo(run["drawn.png"]).Length > 100);
        string card = File.ReadAllText(run["packed", "README.md"]);
        using CheckpointDirectory checkpoint = CheckpointDirectory.Open(Best(run));
        Assert.Contains(checkpoint.Files.Single(f => f.Name == ModelCheckpoint.ModelFile).Sha256, card, StringComparison.Ordinal);
        Assert.Contains("Made by `vae train", card, StringComparison.Ordinal);
        Assert.DoesNotContain("--run", card, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_that_rounding_would_hurt_keeps_single_precision()
    {
        using var scope = NewDisposeScope();
        using var run = new TinyRun();
        ModelCheckpoint model = ModelCheckpoint.Load(run.Best);
        using (no_grad())
        {
            // Half precision ends at 65,504.
            model.Model.named_parameters().First(pair => pair.name == "posterior.mean.bias").parameter[0].fill_(1e5);
        }

        CheckpointDirectory.Replace(run.Best, model.Write);

        Call call = run.Vae("pack", "--json", "--out", run["packed"]);

        Assert.True(call.Code == ExitCodes.Done, call.Error);
        JsonElement answer = JsonDocument.Parse(call.Output).RootElement;
        Assert.False(answer.GetProperty("halfPrecision").GetBoolean());
        Assert.Equal(0, answer.GetProperty("costNats").GetDouble());
    }

    [Fact]
    public void A_folder_that_is_there_is_not_overwritten()
    {
        using var run = new TinyRun();
        Directory.CreateDirectory(run["packed"]);
        AtomicFile.WriteText(run["packed", "mine.txt"], "keep");

        Call call = run.Vae("pack", "--out", run["packed"]);

        Assert.Equal(ExitCodes.WrongUsage, call.Code);
        Assert.Contains("never overwritten", call.Error, StringComparison.Ordinal);
        Assert.Equal("keep", File.ReadAllText(run["packed", "mine.txt"]));
    }

    private static string Best(TinyRun run) => run["packed", "checkpoints", "best"];

    private static string Weights(TinyRun run) => Path.Combine(Best(run), ModelCheckpoint.ModelFile);
}
