using System.Globalization;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using VaeSharp.Models.Recipes;
using Xunit;

namespace VaeSharp.Tests.House;

/// <summary>The trained models of the clone: the ones that their cards describe, and small.</summary>
public sealed partial class ShippedModelFilesTests
{
    private const long MostOfOne = 5_000_000;
    private const long MostOfAll = 25_000_000;

    public static TheoryData<string> Models() => [.. Names()];

    public static TheoryData<string> Autoencoders() =>
        [.. Names().Where(name => !File.Exists(Repository.Absolute($"models/{name}/judge.json")))];

    [Theory]
    [InlineData("mnist")]
    [InlineData("mnist-2d")]
    [InlineData("mnist-best")]
    [InlineData("cifar10")]
    [InlineData("cifar10-ladder")]
    [InlineData("mnist-judge")]
    [InlineData("cifar10-judge")]
    public void A_model_that_is_promised_is_there(string model) =>
        Assert.Contains($"models/{model}/checkpoints/best/model.safetensors", Weights(model));

    [Theory]
    [MemberData(nameof(Models))]
    public void A_card_states_the_size_and_the_digest_of_the_weights(string model)
    {
        IEnumerable<Match> stated = Statement().Matches(File.ReadAllText(Repository.Absolute($"models/{model}/README.md")));

        Assert.Equal(Weights(model), stated.Select(match => $"models/{model}/{match.Groups["path"].Value}"));
        Assert.All(stated, match =>
        {
            byte[] bytes = File.ReadAllBytes(Repository.Absolute($"models/{model}/{match.Groups["path"].Value}"));
            Assert.Equal(match.Groups["size"].Value, bytes.Length.ToString("N0", CultureInfo.InvariantCulture));
            Assert.Equal(match.Groups["digest"].Value, Convert.ToHexStringLower(SHA256.HashData(bytes)));
        });
    }

    [Theory]
    [MemberData(nameof(Autoencoders))]
    public void A_recipe_with_former_keys_is_still_read(string model)
    {
        string path = Repository.Absolute($"models/{model}/checkpoints/best/recipe.json");

        Assert.Contains("\"average\"", File.ReadAllText(path), StringComparison.Ordinal);
        Assert.InRange(RecipeFile.Read(path).Training.EmaDecay, 0.9, 1);
    }

    [Fact]
    public void Weights_stay_small_each_and_together()
    {
        long[] sizes = [.. Names().SelectMany(Weights).Select(path => new FileInfo(Repository.Absolute(path)).Length)];

        Assert.All(sizes, size => Assert.InRange(size, 1, MostOfOne));
        Assert.InRange(sizes.Sum(), 1, MostOfAll);
    }

    private static IEnumerable<string> Names() =>
        new DirectoryInfo(Repository.Absolute("models")).EnumerateDirectories().Select(folder => folder.Name);

    // Of the checkpoints alone: a prior that somebody fits to a model stands beside them.
    private static string[] Weights(string model) =>
    [
        .. Directory.EnumerateFiles(
                Repository.Absolute($"models/{model}/checkpoints"), "*.safetensors", SearchOption.AllDirectories)
            .Select(Repository.Relative)
            .Order(StringComparer.Ordinal),
    ];

    [GeneratedRegex(@"Weights: `(?<path>[^`]+)`, \w+ precision, (?<size>[0-9,]+) bytes, SHA-256\s+`(?<digest>[0-9a-f]{64})`")]
    private static partial Regex Statement();
}
