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

    // Folders of one subject, which use each other, with the reason.
    private static readonly Dictionary<string, string> OneSubject = new()
    {
        ["Engine, Engine/Kernels"] = "kernels run on the engine's threads, and the engine's operations enter them",
        ["Models, Models/Recipes, Models/Transforms"] =
            "a choice creates its part of the model or of what is done to images, and a model is made from its recipe",
        ["Runs, Runs/Observers"] = "a run is written by its observers into the folder that it describes",
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

    [Fact]
    public void Folders_of_a_floor_use_each_other_in_one_direction()
    {
        (string From, string To)[] uses =
        [
            .. Uses.Value.Where(use => use.IsOurs && use.To == use.From && use.ToFolder != use.FromFolder)
                .Select(use => (use.FromFolder, use.ToFolder)).Distinct(),
        ];
        Assert.Contains(("Models/Priors", "Models/Recipes"), uses); // not blind
        Assert.Equal(OneSubject.Keys.Order(StringComparer.Ordinal), Cycles(uses));
    }

    [Fact]
    public void Cycles_of_any_length_are_found() =>
        Assert.Equal(
            ["a, b, c", "e, f"], Cycles([("a", "b"), ("b", "c"), ("c", "a"), ("c", "d"), ("e", "f"), ("f", "e"), ("e", "a")]));

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

    // Folders that reach themselves, each with all that it reaches and that reach it.
    private static IEnumerable<string> Cycles((string From, string To)[] uses)
    {
        Dictionary<string, HashSet<string>> reached = uses.Select(use => use.From).Distinct()
            .ToDictionary(from => from, from => Reached(from, uses));
        return reached.Where(one => one.Value.Contains(one.Key))
            .Select(one => string.Join(", ", reached.Where(other => one.Value.Contains(other.Key) && other.Value.Contains(one.Key))
                .Select(other => other.Key).Order(StringComparer.Ordinal)))
            .Distinct().Order(StringComparer.Ordinal);
    }

    private static HashSet<string> Reached(string start, (string From, string To)[] uses)
    {
        HashSet<string> found = [];
        Stack<string> open = new([start]);
        while (open.TryPop(out string? folder))
        {
            foreach ((_, string to) in uses.Where(use => use.From == folder))
            {
                if (found.Add(to))
                {
                    open.Push(to);
                }
            }
        }

        return found;
    }

    private static string? NamespaceOf(string path) =>
        Tree(path).GetRoot().DescendantNodes().OfType<BaseNamespaceDeclarationSyntax>().FirstOrDefault()
            ?.Name.ToString();

    // The compiler's own answer for every name in every file, bodies too: what no list of usings could tell.
    private static List<Use> FindUses()
    {
        var uses = new HashSet<Use>();
        // A symbol is named once: most of the time would go into its spelling otherwise.
        var known = new Dictionary<ISymbol, (string[] Parts, string Name)>(SymbolEqualityComparer.Default);
        foreach (SemanticModel model in Compiler.Library)
        {
            string path = model.SyntaxTree.FilePath;
            foreach (SimpleNameSyntax name in model.SyntaxTree.GetRoot().DescendantNodes().OfType<SimpleNameSyntax>())
            {
                ISymbol? symbol = model.GetSymbolInfo(name).Symbol;
                if (symbol is null or INamespaceSymbol)
                {
                    continue;
                }

                if (!known.TryGetValue(symbol, out (string[] Parts, string Name) found))
                {
                    known[symbol] = found = (Parts(symbol), symbol.ToDisplayString());
                }

                if (found.Parts is [string top, ..] parts)
                {
                    bool ours = top == Library && parts.Length > 1;
                    uses.Add(new Use(path, FloorOf(path), ours ? parts[1] : top, found.Name, ours)
                    {
                        FromFolder = string.Join('/', path.Split('/')[2..^1]),
                        ToFolder = string.Join('/', parts[1..]),
                    });
                }
            }
        }

        return [.. uses];
    }

    private static string[] Parts(ISymbol symbol) =>
        symbol.ContainingNamespace is { IsGlobalNamespace: false } space ? space.ToDisplayString().Split('.') : [];

    private static string FloorOf(string path) => path.Split('/')[2];

    private static SyntaxTree Tree(string path) =>
        CSharpSyntaxTree.ParseText(File.ReadAllText(Repository.Absolute(path)), path: path);

    private sealed record Use(string File, string From, string To, string Symbol, bool IsOurs)
    {
        public required string FromFolder { get; init; }

        public required string ToFolder { get; init; }
    }
}
