using System.Text.RegularExpressions;
using Xunit;

namespace VaeSharp.Tests.House;

/// <summary>Front ends compose nothing and compute nothing; the library knows no command line.</summary>
public sealed partial class FrontEndTests
{
    [Theory]
    [InlineData("src/VaeSharp.Cli")]
    public void A_front_end_has_no_trainer_no_factory_no_random_stream_and_no_tensor(string folder)
    {
        Assert.Matches(Composition(), "using var trainer = new Trainer(model, recipe, images, seed: 0);");
        Assert.Empty(
            from file in Repository.Sources(folder)
            from Match match in Composition().Matches(file.Text)
            select $"{file.Path}: {match.Value}");
    }

    [Fact]
    public void Messages_of_the_library_advise_no_verb_and_no_option()
    {
        Assert.Matches(Advice(), "\"Run 'vae doctor' for more.\"");
        Assert.Matches(Advice(), "\"Go on by --resume.\"");
        Assert.Empty(
            from file in Repository.Sources("src/VaeSharp")
            from line in file.Text.Split('\n').Index()
            where !line.Item.TrimStart().StartsWith("//", StringComparison.Ordinal) && Advice().IsMatch(line.Item)
            select $"{file.Path}:{line.Index + 1}: {line.Item.Trim()}");
    }

    [GeneratedRegex(@"\b(ImageTensors|Trainer|ModelFactory|RandomStream|Tensor|torch)\b|using [^;]*TorchSharp")]
    private static partial Regex Composition();

    [GeneratedRegex("""
        "[^"]*\bvae (train|sample|doctor|data|evaluate|fit-prior|pack|bench|summary)\b|"[^"]*(?<![\w-])--[a-z]
        """)]
    private static partial Regex Advice();
}
