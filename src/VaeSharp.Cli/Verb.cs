using System.CommandLine;

namespace VaeSharp.Cli;

/// <summary>A command that shows in its help how it is used.</summary>
internal sealed class Verb : Command
{
    /// <param name="name">What the user types.</param>
    /// <param name="description">What it does, in a sentence or two.</param>
    /// <param name="examples">Whole command lines that work.</param>
    public Verb(string name, string description, params string[] examples)
        : base(name, description) => Examples = examples;

    /// <summary>Whole command lines that work.</summary>
    public IReadOnlyList<string> Examples { get; }

    /// <summary>More to say below the options, made for so many columns when it is asked for.</summary>
    public Func<int, string>? Notes { get; set; }
}
