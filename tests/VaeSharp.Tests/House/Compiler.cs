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
