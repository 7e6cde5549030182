using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using VaeSharp.Models.Recipes;
using Xunit;

namespace VaeSharp.Tests.House;

/// <summary>A choice brings itself: code outside of its file asks what it is and needs, and not which it is.</summary>
public sealed class ChoiceTypeTests
{
    private const int Most = 20;

    // Each record of a choice with its file, and those that several choices share, such as that of all importance-weighted bounds.
    private static readonly Dictionary<string, string> Homes = FindHomes();

    [Fact]
    public void Hardly_any_code_outside_of_a_choices_file_asks_for_its_type()
    {
        string[] found = [.. Repository.Sources("src").SelectMany(file => Tests(file.Text, file.Path))];

        Assert.True(found.Length <= Most, $"{found.Length} type tests on choices; at most {Most}:\n{string.Join('\n', found)}");
    }

    [Fact]
    public void Each_choice_has_a_file_of_its_own()
    {
        Assert.All(ChoiceCatalog.Kinds.All, kind => Assert.Contains(kind.Type.Name, Homes.Keys));
        Assert.Empty(ChoiceCatalog.Kinds.All.GroupBy(kind => Homes[kind.Type.Name]).Where(file => file.Count() > 1)
            .Select(file => $"{file.Key}: {string.Join(", ", file)}"));
    }

    [Theory]
    [InlineData("_ = a is MixtureOptions;")]
    [InlineData("_ = a is not MixtureOptions;")]
    [InlineData("_ = a is VampOptions or MixtureOptions { Components: 3 } m;", 2)]
    [InlineData("_ = a is { Prior: MixtureOptions };")]
    [InlineData("_ = a as MixtureOptions;")]
    [InlineData("_ = (MixtureOptions)a;")]
    [InlineData("_ = a.OfType<MixtureOptions>();")]
    [InlineData("_ = a switch { MixtureOptions => 1, VampOptions v => 2, RealNvpOptions { Hidden: 3 } => 3, _ => 4 };", 3)]
    [InlineData("switch (a) { case MixtureOptions: break; case VampOptions v: break; }", 2)]
    [InlineData("_ = a.GetType() == typeof(MixtureOptions);")]
    [InlineData("_ = new MixtureOptions(3); MixtureOptions b = a; F(b is PriorOptions);", 0)]
    public void The_search_for_type_tests_knows_their_forms(string code, int count = 1) =>
        Assert.Equal(count, Tests(code, "x.cs").Count());

    private static IEnumerable<string> Tests(string text, string path)
    {
        SyntaxNode root = CSharpSyntaxTree.ParseText(text).GetRoot();
        return root.DescendantNodes().OfType<IdentifierNameSyntax>()
            .Where(name => Homes.TryGetValue(name.Identifier.Text, out string? home) && home != path && IsTested(name))
            .Select(name => $"{path}:{name.GetLocation().GetLineSpan().StartLinePosition.Line + 1} {name.Identifier.Text}");
    }

    private static bool IsTested(IdentifierNameSyntax name) => name.Parent switch
    {
        BinaryExpressionSyntax test => test.Right == name && test.Kind() is SyntaxKind.IsExpression or SyntaxKind.AsExpression,
        CastExpressionSyntax or TypeOfExpressionSyntax or CaseSwitchLabelSyntax => true,
        TypeArgumentListSyntax { Parent: GenericNameSyntax { Identifier.Text: "OfType" or "Cast" } } => true,
        RecursivePatternSyntax or PatternSyntax => true,
        _ => false,
    };

    private static Dictionary<string, string> FindHomes()
    {
        var homes = new Dictionary<string, string>();
        foreach (SourceFile file in Repository.Sources("src/VaeSharp"))
        {
            foreach (RecordDeclarationSyntax record in CSharpSyntaxTree.ParseText(file.Text).GetRoot().DescendantNodes()
                .OfType<RecordDeclarationSyntax>().Where(record => IsOne(record.Identifier.Text)))
            {
                homes[record.Identifier.Text] = file.Path;
            }
        }

        return homes;
    }

    // A record of a choice, or one between it and its family.
    private static bool IsOne(string name) => ChoiceCatalog.Kinds.All.Any(kind =>
    {
        for (Type? type = kind.Type; type is not null && type != kind.Family; type = type.BaseType)
        {
            if (type.Name == name)
            {
                return true;
            }
        }

        return false;
    });
}
