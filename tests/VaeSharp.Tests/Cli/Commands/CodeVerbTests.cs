using System.Text.Json;
using VaeSharp.Cli;
using VaeSharp.Evaluation;
using VaeSharp.Models;
using VaeSharp.Tests.Models;
using Xunit;

namespace VaeSharp.Tests.Cli.Commands;

/// <summary>What the verbs do with a model whose latents are codes.</summary>
public sealed class CodeVerbTests
{
    private const int Places = 16; // 4×4 of 8×8 pixels

    [Theory]
    [InlineData("sample --label bee --count 12")]
    [InlineData("sample --temperature 0")]
    [InlineData("reconstruct --count 12")]
    [InlineData("interpolate --images 0 5")]
    [InlineData("interpolate --labels ant cow")]
    [InlineData("denoise --samples 2")]
    public void Pictures_are_drawn_as_for_any_other_model(string line)
    {
        using TinyRun run = Coded();
        string[] words = line.Split(' ');

        Call call = run.Vae(words[0], words[1..]);

        Assert.True(call.Code == ExitCodes.Done, call.Error);
        Assert.True(File.Exists(call.Output.Trim().Split('\n')[0]));
    }

    [Theory]
    [InlineData("traverse", "has codes in place of latent dimensions")]
    [InlineData("fit-prior --kind mixture", "a prior of the kind 'mixture' is none over codes")]
    [InlineData("manifold", "has codes in place of latent dimensions")]
    [InlineData("evaluate --samples 5", "every sample would be the same")]
    public void What_needs_a_continuous_or_uncertain_latent_is_refused_with_the_reason(string line, string reason)
    {
        using TinyRun run = Coded();
        string[] words = line.Split(' ');

        Call call = run.Vae(words[0], words[1..]);

        Assert.Equal(ExitCodes.WrongUsage, call.Code);
        Assert.Contains(reason, call.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Encode_writes_the_codes_of_each_image()
    {
        using TinyRun run = Coded();
        using VariationalAutoencoder model = ModelCheckpoint.Load(run.Best).Model;
        Encodings expected = Encodings.Of(model, run.Images().Test, run.Recipe, seed: 0);

        string[] files = run.Vae("encode").Output.Trim().Split('\n');

        Assert.Equal(["test.npy", "test-codes.npy", "test-labels.npy", "test.parquet", "test.csv"], files.Select(Path.GetFileName));
        Assert.Equal(40 * Places, expected.Codes!.Length);
        Assert.InRange(expected.Codes.Distinct().Count(), 2, 5);
        string[] lines = File.ReadAllLines(files[^1]);
        Assert.StartsWith("name,label,class,c0,c1,", lines[0], StringComparison.Ordinal);
        Assert.Equal(expected.Codes[(7 * Places)..(8 * Places)], lines[8].Split(',')[3..].Select(long.Parse));
    }

    [Fact]
    public void Evaluate_says_how_the_images_use_the_codes_and_puts_no_linear_model_beside_it()
    {
        using TinyRun run = Coded();
        using VariationalAutoencoder model = ModelCheckpoint.Load(run.Best).Model;
        long[] codes = Encodings.Of(model, run.Images().Test, run.Recipe, seed: 0).Codes!;
        double[] shares = [.. codes.GroupBy(c => c).Select(g => g.Count() / (double)codes.Length)];

        Call call = run.Vae("evaluate", "--json");

        Assert.True(call.Code == ExitCodes.Done, call.Error);
        JsonElement answer = JsonDocument.Parse(call.Output).RootElement;
        JsonElement use = answer.GetProperty("model").GetProperty("codes");
        Assert.Equal(5, use.GetProperty("codes").GetInt32());
        Assert.Equal(shares.Length, use.GetProperty("used").GetInt32());
        Assert.Equal(Math.Exp(-shares.Sum(p => p * Math.Log(p))), use.GetProperty("perplexity").GetDouble(), 1e-9);
        Assert.False(answer.TryGetProperty("probabilisticPca", out _));
    }

    private static TinyRun Coded() => new(change: recipe => TinyRecipe.Coded(recipe, labels: true));
}
