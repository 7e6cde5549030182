using SkiaSharp;
using VaeSharp.Cli;
using VaeSharp.Models;
using Xunit;

namespace VaeSharp.Tests.Cli.Commands;

public sealed class PictureVerbTests
{
    [Theory]
    [InlineData("sample")]
    [InlineData("sample --label bee --count 4 --temperature 0.5")]
    [InlineData("sample --label 2")]
    [InlineData("reconstruct --first 38")]
    [InlineData("interpolate")]
    [InlineData("interpolate --images 3 8 --spherical --steps 4")]
    [InlineData("interpolate --labels ant cow")]
    [InlineData("traverse --dimensions 2")]
    [InlineData("traverse --image 5 --label cow --reach 1.5")]
    public void A_picture_verb_writes_one_picture_into_the_run_and_prints_its_path(string line)
    {
        using var run = new TinyRun();
        string[] words = line.Split(' ');

        Call call = run.Vae(words[0], words[1..]);

        Assert.True(call.Code == ExitCodes.Done, call.Error);
        string path = Assert.Single(call.Output.Trim().Split('\n'));
        Assert.StartsWith(run["run", "pictures"], Path.GetFullPath(path), StringComparison.Ordinal);
        AssertShowsSomething(path);
    }

    [Fact]
    public void The_manifold_of_two_latents_comes_with_the_places_of_the_test_images()
    {
        using var run = new TinyRun(LabelUse.None, latents: 2);

        Call call = run.Vae("manifold", "--side", "3");

        Assert.True(call.Code == ExitCodes.Done, call.Error);
        string[] paths = call.Output.Trim().Split('\n');
        Assert.Equal(2, paths.Length);
        Assert.All(paths, AssertShowsSomething);
    }

    [Fact]
    public void Equal_calls_write_equal_pictures_and_another_seed_another_one()
    {
        using var run = new TinyRun();

        byte[][] pictures = [.. ((string[])["1", "1", "2"]).Select((seed, i) =>
        {
            string path = run[$"{i}.png"];
            run.Vae("sample", "--seed", seed, "--out", path);
            using SKBitmap picture = SKBitmap.Decode(path);
            // Below the title, which says the seed.
            return picture.Bytes[(picture.RowBytes * 80)..];
        })];

        Assert.Equal(pictures[0], pictures[1]);
        Assert.NotEqual(pictures[0], pictures[2]);
    }

    [Fact]
    public void A_picture_goes_where_it_is_asked_to()
    {
        using var run = new TinyRun();
        string path = run["new", "folder", "some.png"];

        Call call = run.Vae("sample", "--out", path);

        Assert.Equal(path, call.Output.Trim());
        AssertShowsSomething(path);
    }

    [Theory]
    [InlineData("sample --out picture.jpg", "ends in .png")]
    [InlineData("sample --label dog", "The classes are: ant, bee, cow.")]
    [InlineData("sample --label be", "did you mean 'bee'")]
    [InlineData("sample --label 3", "There is no class '3'")]
    [InlineData("sample --count 0", "--count is '0'; expected a whole number from 1 to 1000000.")]
    [InlineData("sample --temperature hot", "--temperature is 'hot'; expected a number from 0 to 10.")]
    [InlineData("reconstruct --first 40", "the last image is 39")]
    [InlineData("interpolate --images 0 40", "There is no image 40; the last one is 39.")]
    [InlineData("interpolate --images -1 0", "--images is '-1 0'; expected two whole numbers of at least 0.")]
    [InlineData("interpolate --images a b", "--images is 'a b'; expected two whole numbers of at least 0.")]
    [InlineData("interpolate --images 3", "--images")]
    [InlineData("sample --seed 99999999999", "--seed is '99999999999'; expected a whole number from 0 to 2147483647.")]
    [InlineData("sample --seed -1", "--seed is '-1'; expected a whole number of at least 0.")]
    [InlineData("sample --count 1000000", "With --format npy or png there is room for more.")]
    [InlineData("interpolate --labels ant bee --linear", "--labels cannot be combined with")]
    [InlineData("manifold", "has 3 latent dimensions; a manifold needs 2")]
    [InlineData("denoise --noise gausian", "did you mean 'gaussian'")]
    [InlineData("evaluate --split tests", "did you mean 'test'")]
    public void Wrong_usage_of_a_verb_says_what_to_write(string line, string message)
    {
        using var run = new TinyRun();
        string[] words = line.Split(' ');

        Call call = run.Vae(words[0], words[1..]);

        Assert.Equal(ExitCodes.WrongUsage, call.Code);
        Assert.Contains(message, call.Error, StringComparison.Ordinal);
        Assert.Empty(call.Output);
    }

    [Fact]
    public void A_bad_picture_among_ones_own_is_told_with_the_option_that_this_verb_has()
    {
        using var run = new TinyRun();
        string bad = run["bad.png"];
        File.WriteAllBytes(bad, [1, 2, 3]);

        Call call = run.Vae("reconstruct", bad);

        Assert.Equal(ExitCodes.Failed, call.Code);
        Assert.Contains(bad, call.Error, StringComparison.Ordinal);
        Assert.Contains("Go on without them: --skip-bad", call.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sample --label 1")]
    [InlineData("interpolate --labels ant bee")]
    [InlineData("relabel")]
    public void A_model_without_labels_says_so(string line)
    {
        using var run = new TinyRun(LabelUse.None);
        string[] words = line.Split(' ');

        Call call = run.Vae(words[0], words[1..]);

        Assert.Equal(ExitCodes.WrongUsage, call.Code);
        Assert.Contains("labels in its recipe: none", call.Error, StringComparison.Ordinal);
    }

    private static void AssertShowsSomething(string path)
    {
        using SKBitmap picture = SKBitmap.Decode(path);
        Assert.NotNull(picture);
        Assert.True(picture.Pixels.Distinct().Take(20).Count() == 20, $"{path} has fewer than 20 colours.");
    }
}
