using System.CommandLine;

namespace VaeSharp.Cli.Commands;

/// <summary><c>vae data</c>: the data sets that can be trained on.</summary>
internal static class DataCommand
{
    public static Command Create(Terminal terminal) => new Verb("data", "List data sets, bring them here, check their files.");
}
