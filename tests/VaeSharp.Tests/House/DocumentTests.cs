using System.Text.RegularExpressions;
using Xunit;

namespace VaeSharp.Tests.House;

/// <summary>Every link lives, every snippet compiles, every release has one number.</summary>
public sealed partial class DocumentTests
{
    public static TheoryData<string> Documents() => [.. Repository.Documents().Select(Repository.Relative)];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_relative_link_and_anchor_lives(string document)
    {
        var page = MarkdownPage.Read(document);
        Assert.All(page.Links, link => Assert.True(IsAlive(page, link), $"{document} links to {link}, which is not there."));
    }

    // GitHub shows equations of these two forms only; an odd number of dollars spoils the rest of the page.
    [Theory]
    [MemberData(nameof(Documents))]
    public void Equations_are_closed(string document)
    {
        string text = CodeSpan().Replace(File.ReadAllText(Repository.Absolute(document)), "");
        Assert.All(text.Split("\n\n"), block => Assert.True(block.Count(c => c == '$') % 2 == 0, block));
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_snippet_compiles(string document) =>
        Assert.All(MarkdownPage.Read(document).Snippets("csharp"), snippet => Assert.Empty(Compiler.Errors(snippet)));

    [Fact]
    public void The_README_shows_the_library_in_use()
    {
        if (File.Exists(Repository.Absolute("README.md")))
        {
            Assert.NotEmpty(MarkdownPage.Read("README.md").Snippets("csharp"));
        }
    }

    [Fact]
    public void Every_reference_from_code_to_the_docs_lives()
    {
        string[] dead =
        [
            .. from file in Repository.Sources("src").Concat(Repository.Sources("tests")).Concat(Repository.Sources("examples"))
               from Match match in DocReference().Matches(file.Text)
               where !AnchorLives(match.Groups["path"].Value, match.Groups["anchor"].Value)
               select $"{file.Path}: {match.Value}",
        ];
        Assert.Empty(dead);
    }

    [Fact]
    public void A_release_has_one_number()
    {
        string version = Version().Match(File.ReadAllText(Repository.Absolute("Directory.Build.props"))).Groups[1].Value;
        Assert.NotEmpty(version);
        Assert.Contains($"## [{version}]", File.ReadAllText(Repository.Absolute("CHANGELOG.md")), StringComparison.Ordinal);
        Assert.Contains($"version: {version}", File.ReadAllText(Repository.Absolute("CITATION.cff")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("# Two words\n", "two-words")]
    [InlineData("## What's `new` in β-VAE?\n", "whats-new-in-β-vae")]
    [InlineData("# Same\n# Same\n", "same-1")]
    [InlineData("<a id=\"mark\"></a>\n", "mark")]
    public void Anchors_follow_the_rules_of_GitHub(string markdown, string anchor) =>
        Assert.Contains(anchor, new MarkdownPage("page.md", markdown).Anchors);

    private static bool IsAlive(MarkdownPage page, string link)
    {
        string[] parts = Uri.UnescapeDataString(link).Split('#', 2);
        string folder = Path.GetDirectoryName(page.Path)!;
        string target = parts[0].Length == 0 ? page.Path : Path.Combine(folder, parts[0]);
        target = Repository.Relative(Path.GetFullPath(Repository.Absolute(target)));
        return AnchorLives(target, parts.Length > 1 ? parts[1] : "");
    }

    private static bool AnchorLives(string path, string anchor)
    {
        string file = Repository.Absolute(path);
        return anchor.Length == 0
            ? File.Exists(file) || Directory.Exists(file)
            : File.Exists(file) && path.EndsWith(".md", StringComparison.Ordinal)
                && MarkdownPage.Read(path).Anchors.Contains(anchor);
    }

    [GeneratedRegex(@"(?<path>docs/[\w-]+\.md)(#(?<anchor>[\w-]+))?")]
    private static partial Regex DocReference();

    [GeneratedRegex("(```.*?```)|(`[^`\n]*`)", RegexOptions.Singleline)]
    private static partial Regex CodeSpan();

    [GeneratedRegex("<Version>(.+)</Version>")]
    private static partial Regex Version();
}
