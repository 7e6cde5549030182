using System.Text.Json;
using VaeSharp.Cli;
using VaeSharp.Evaluation;
using VaeSharp.Models;
using Xunit;

namespace VaeSharp.Tests.Cli.Commands;

public sealed class BenchCommandTests
{
    [Fact]
    public void Its_figures_fit_together_and_nothing_is_left_behind()
    {
        using var run = new TinyRun();
        string[] before = Leftovers();

        Call call = Call.Of(["bench", run["run", "recipe.json"], "--epochs", "2", "--threads", "1", "--quiet", "--json"]);

        Assert.Equal(ExitCodes.Done, call.Code);
        JsonElement answer = JsonDocument.Parse(call.Output).RootElement;
        using VariationalAutoencoder model = ModelCheckpoint.Load(run.Best).Model;
        double epoch = answer.GetProperty("epochSeconds").GetDouble();
        double rate = answer.GetProperty("rate").GetDouble();
        Assert.Equal(2, answer.GetProperty("epochs").GetInt32());
        Assert.Equal(50, answer.GetProperty("images").GetInt32());
        Assert.Equal(ModelSummary.Of(model).MultiplyAdds, answer.GetProperty("multiplyAdds").GetInt64());
        Assert.Equal(6.0 * ModelSummary.Of(model).MultiplyAdds * 50 / epoch, rate, rate * 1e-9);
        Assert.Equal(
            rate / answer.GetProperty("gemm").GetProperty("libTorch").GetDouble(),
            answer.GetProperty("rooflineLibTorch").GetDouble(), 1e-9);
        Assert.Equal(
            2 * epoch, answer.GetProperty("phases").EnumerateArray().Sum(p => p.GetProperty("seconds").GetDouble()), epoch * 1e-6);
        Assert.All(answer.GetProperty("use").EnumerateObject(), figure => Assert.True(figure.Value.GetDouble() > 0));
        Assert.True(answer.GetProperty("peakResidentBytes").GetInt64() > 50_000_000);
        Assert.Equal(before, Leftovers());
    }

    [Fact]
    public void An_unknown_recipe_is_refused_with_the_known_ones()
    {
        Call call = Call.Of(["bench", "mnits"]);

        Assert.Equal(ExitCodes.WrongUsage, call.Code);
        Assert.Contains("mnist", call.Error, StringComparison.Ordinal);
    }

    private static string[] Leftovers() => Directory.GetDirectories(Path.GetTempPath(), $"vae-bench-{Environment.ProcessId}-*");
}
