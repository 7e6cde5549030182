using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace VaeSharp.Tests.House;

/// <summary>Compiles C# in memory as a project with implicit usings that refers to this test's assemblies.</summary>
internal static class Compiler
{
    internal const string ImplicitUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    internal static IReadOnlyList<PortableExecutableReference> References { get; } =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    /// <summary>The library's own sources as the compiler understands them, one model a file: for all tests that ask it.</summary>
    internal static IReadOnlyList<SemanticModel> Library => Understood.Value;

    private static readonly Lazy<IReadOnlyList<SemanticModel>> Understood = new(() =>
    {
        CSharpCompilation compilation = CSharpCompilation.Create(
            "library",
            [
                .. Repository.Sources("src/VaeSharp").Select(file =>
                    CSharpSyntaxTree.ParseText(File.ReadAllText(Repository.Absolute(file.Path)), path: file.Path)),
                CSharpSyntaxTree.ParseText(ImplicitUsings),
            ],
            References.Where(r => Path.GetFileName(r.FilePath) != "VaeSharp.dll"),
            new CSharpCompilationOptions(
                OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable));
        return [.. compilation.SyntaxTrees.Where(tree => tree.FilePath.Length > 0).Select(tree => compilation.GetSemanticModel(tree))];
    });

    /// <summary>The errors of a program made of top-level statements; none when it compiles.</summary>
    internal static IReadOnlyList<string> Errors(string program)
    {
        CSharpCompilation compilation = CSharpCompilation.Create(
            "snippet",
            [CSharpSyntaxTree.ParseText(program), CSharpSyntaxTree.ParseText(ImplicitUsings)],
            References,
            new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable));
        ImmutableArray<Diagnostic> found = compilation.GetDiagnostics();
        return [.. found.Where(d => d.Severity == DiagnosticSeverity.Error).Select(d => d.ToString())];
    }
}
