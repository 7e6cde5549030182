using System.Text;
using System.Text.RegularExpressions;
using Markdig;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace VaeSharp.Tests.House;

/// <summary>A Markdown file as GitHub shows it.</summary>
internal sealed partial class MarkdownPage
{
    private static readonly MarkdownPipeline Pipeline =
        new MarkdownPipelineBuilder().UsePipeTables().UseMathematics().Build();

    private readonly MarkdownDocument _document;

    internal MarkdownPage(string path, string text)
    {
        Path = path;
        _document = Markdown.Parse(text, Pipeline);
        HashSet<string> anchors = HeadingAnchors();
        anchors.UnionWith(Ids().Matches(text).Select(match => match.Groups[1].Value));
        Anchors = anchors;
    }

    internal string Path { get; }

    internal IReadOnlySet<string> Anchors { get; }

    /// <summary>Targets of links and pictures that are not on another site.</summary>
    internal IEnumerable<string> Links => _document.Descendants<LinkInline>()
        .Select(link => link.Url ?? "")
        .Where(url => !url.Contains("://", StringComparison.Ordinal) && !url.StartsWith("mailto:", StringComparison.Ordinal));

    internal static MarkdownPage Read(string path) => new(path, File.ReadAllText(Repository.Absolute(path)));

    /// <summary>The code blocks of one language.</summary>
    internal IEnumerable<string> Snippets(string language) => _document.Descendants<FencedCodeBlock>()
        .Where(block => block.Info == language)
        .Select(block => block.Lines.ToString());

    private HashSet<string> HeadingAnchors()
    {
        var anchors = new HashSet<string>();
        foreach (HeadingBlock heading in _document.Descendants<HeadingBlock>())
        {
            string anchor = Anchor(Text(heading.Inline));
            for (int i = 1; !anchors.Add(anchor); i++)
            {
                anchor = $"{Anchor(Text(heading.Inline))}-{i}";
            }
        }

        return anchors;
    }

    // Lower case; spaces become hyphens; of all else only letters, digits, hyphens and underscores stay.
    private static string Anchor(string heading) => string.Concat(
        heading.Trim().ToLowerInvariant()
            .Where(c => char.IsLetterOrDigit(c) || c is ' ' or '-' or '_').Select(c => c == ' ' ? '-' : c));

    private static string Text(ContainerInline? inlines)
    {
        var text = new StringBuilder();
        foreach (Inline inline in inlines?.Descendants<Inline>() ?? [])
        {
            text.Append(inline switch
            {
                LiteralInline literal => literal.Content.ToString(),
                CodeInline code => code.Content,
                _ => "",
            });
        }

        return text.ToString();
    }

    [GeneratedRegex("<a (?:id|name)=\"([^\"]+)\"")]
    private static partial Regex Ids();
}
