using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Xunit;

namespace VaeSharp.Tests.House;

/// <summary>A documentation comment says more than the name of what it stands at.</summary>
public sealed partial class EmptyWordsTests
{
    private static readonly HashSet<string> Stop =
    [
        .. ("a all an and are as at be by each for from how in is it its many not number of on one or per that the their this to was "
            + "what where which with").Split(' '),
    ];

    [Fact]
    public void No_comment_only_repeats_the_name()
    {
        string[] empty = [.. Repository.Sources("src").SelectMany(file => EmptyIn(file.Text).Select(text => $"{file.Path}: {text}"))];
        Assert.True(empty.Length == 0, string.Join('\n', empty));
    }

    [Theory]
    [InlineData("/// <summary>The batch.</summary>\nint Batch;", true)]
    [InlineData("/// <summary>How many.</summary>\nint Images { get; }", true)]
    [InlineData("/// <summary>Shape [B, D].</summary>\nint Latents;", false)]
    [InlineData("/// <summary>Images of the batch that were applied.</summary>\nint Images;", false)]
    [InlineData("/// <param name=\"maskedRows\">The masked rows.</param>\nvoid Take(int maskedRows) { }", true)]
    [InlineData("/// <param name=\"rows\">β of it.</param>\nvoid Take(int rows) { }", false)]
    [InlineData("/// <returns>The count.</returns>\nint Count() => 1;", true)]
    [InlineData("/// <returns>The count <see langword=\"after\"/> the step.</returns>\nint Count() => 1;", false)]
    public void The_search_knows_a_comment_that_says_nothing(string member, bool empty) =>
        Assert.Equal(empty, EmptyIn($"class Thing\n{{\n{member}\n}}").Any());

    private static IEnumerable<string> EmptyIn(string source) =>
        from comment in CSharpSyntaxTree.ParseText(source).GetRoot().DescendantNodes(descendIntoTrivia: true)
            .OfType<DocumentationCommentTriviaSyntax>()
        from element in comment.Content.OfType<XmlElementSyntax>()
        let name = NameOf(element, comment.ParentTrivia.Token.Parent)
        where name is not null && SaysNothing(element.Content.ToString(), name)
        select $"{name}: {element}";

    // Numbers, signs and letters of formulas are content, and so is what a tag refers to.
    private static bool SaysNothing(string text, string name)
    {
        string plain = CommentMarks().Replace(text, " ");
        return !Content().IsMatch(plain)
            && Words(plain).All(word => Stop.Contains(word) || Words(name).Any(part => Stem(part) == Stem(word)));
    }

    private static IEnumerable<string> Words(string text) => Word().Matches(text).Select(match => match.Value.ToLowerInvariant());

    private static string Stem(string word) => word.TrimEnd('s');

    private static string? NameOf(XmlElementSyntax element, SyntaxNode? place) => element.StartTag.Name.LocalName.Text switch
    {
        "param" or "typeparam" => element.StartTag.Attributes.OfType<XmlNameAttributeSyntax>().Single().Identifier.ToString(),
        "summary" or "returns" => place?.AncestorsAndSelf().Select(Name).FirstOrDefault(name => name is not null),
        _ => null,
    };

    private static string? Name(SyntaxNode node) => node switch
    {
        BaseTypeDeclarationSyntax type => type.Identifier.Text,
        DelegateDeclarationSyntax type => type.Identifier.Text,
        MethodDeclarationSyntax method => method.Identifier.Text,
        ConstructorDeclarationSyntax made => made.Identifier.Text,
        PropertyDeclarationSyntax property => property.Identifier.Text,
        EnumMemberDeclarationSyntax value => value.Identifier.Text,
        BaseFieldDeclarationSyntax field => field.Declaration.Variables[0].Identifier.Text,
        _ => null,
    };

    [GeneratedRegex("///")]
    private static partial Regex CommentMarks();

    [GeneratedRegex(@"[0-9<\[]|[^\x00-\x7f]")]
    private static partial Regex Content();

    [GeneratedRegex("[A-Z]+(?![a-z])|[A-Z]?[a-z]+")]
    private static partial Regex Word();
}
