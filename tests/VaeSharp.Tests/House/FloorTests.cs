using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Xunit;

namespace VaeSharp.Tests.House;

/// <summary>The folders of the library are floors: each uses only those below it.</summary>
/// <remarks>See docs/architecture.md#floors.</remarks>
public sealed class FloorTests
{
    private const string Library = "VaeSharp";

    // Each floor with all that it may use.
    private static readonly Dictionary<string, string[]> Floors = new()
    {
        ["Storage"] = [],
        ["Data"] = ["Storage"],
        ["Engine"] = ["Storage"],
        ["Nn"] = ["Engine"],
        ["Models"] = ["Nn", "Data", "Engine", "Storage"],
        ["Training"] = ["Models", "Nn", "Data", "Engine", "Storage"],
        ["Evaluation"] = ["Models", "Nn", "Data", "Engine", "Storage"],
        ["Imaging"] = ["Models", "Nn", "Data", "Engine", "Storage"],
        ["Export"] = ["Models", "Nn", "Data", "Engine", "Storage"],
        ["Runs"] = ["Training", "Evaluation", "Imaging", "Export", "Models", "Nn", "Data", "Engine", "Storage"],
    };

    private static readonly Lazy<IReadOnlyList<Use>> Uses = new(FindUses);

    [Fact]
    public void Every_folder_of_the_library_is_a_floor() =>
        Assert.Empty(Repository.Sources("src/VaeSharp")
            .Where(file => !Floors.ContainsKey(FloorOf(file.Path))).Select(file => file.Path));

    [Fact]
    public void A_floor_uses_only_floors_below_it()
    {
        // Not blind: the search sees a use that is there for sure.
        Assert.Contains(Uses.Value, use => use is { From: "Models", To: "Nn", IsOurs: true });
        Assert.Contains(Uses.Value, use => use is { From: "Nn", To: "TorchSharp" });
        Assert.Empty(Uses.Value.Where(use => use.To != use.From && !Floors[use.From].Contains(use.To) && use.IsOurs)
            .Select(use => $"{use.File} uses {use.Symbol} of {use.To}").Distinct());
    }

    [Theory]
    [InlineData("Data")]
    [InlineData("Storage")]
    public void A_floor_of_bytes_knows_no_tensor(string floor) =>
        Assert.Empty(Uses.Value.Where(use => use.From == floor && use.To == "TorchSharp")
            .Select(use => $"{use.File} uses {use.Symbol}").Distinct());

    [Fact]
    public void Namespaces_equal_folders()
    {
        IEnumerable<SourceFile> files = Repository.Sources("src").Concat(Repository.Sources("tests"));
        Assert.Empty(files
            .Select(file => (file.Path, Expected: Path.GetDirectoryName(file.Path)!.Split('/', '\\')[1..]))
            .Where(file => NamespaceOf(file.Path) is { } name && name != string.Join('.', file.Expected))
            .Select(file => $"{file.Path}: {NamespaceOf(file.Path)}"));
    }

    private static string? NamespaceOf(string path) =>
        Tree(path).GetRoot().DescendantNodes().OfType<BaseNamespaceDeclarationSyntax>().FirstOrDefault()
            ?.Name.ToString();

    // The compiler's own answer for every name in every file, bodies too: what no list of usings could tell.
    private static List<Use> FindUses()
    {
        var uses = new List<Use>();
        foreach (SemanticModel model in Compiler.Library)
        {
            string path = model.SyntaxTree.FilePath;
            foreach (SimpleNameSyntax name in model.SyntaxTree.GetRoot().DescendantNodes().OfType<SimpleNameSyntax>())
            {
                ISymbol? symbol = model.GetSymbolInfo(name).Symbol;
                if (symbol is not null and not INamespaceSymbol && Parts(symbol) is [string top, ..] parts)
                {
                    bool ours = top == Library && parts.Length > 1;
                    uses.Add(new Use(path, FloorOf(path), ours ? parts[1] : top, symbol.ToDisplayString(), ours));
                }
            }
        }

        return uses;
    }

    private static string[] Parts(ISymbol symbol) =>
        symbol.ContainingNamespace is { IsGlobalNamespace: false } space ? space.ToDisplayString().Split('.') : [];

    private static string FloorOf(string path) => path.Split('/')[2];

    private static SyntaxTree Tree(string path) =>
        CSharpSyntaxTree.ParseText(File.ReadAllText(Repository.Absolute(path)), path: path);

    private sealed record Use(string File, string From, string To, string Symbol, bool IsOurs);
}
