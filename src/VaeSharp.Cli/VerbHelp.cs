using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using VaeSharp.Cli.Runs;

namespace VaeSharp.Cli;

/// <summary>The help of each verb, with its examples at the end.</summary>
/// <param name="usual">Writes all but these.</param>
internal sealed class VerbHelp(HelpAction usual) : SynchronousCommandLineAction
{
    private const int MostColumns = 110;

    /// <summary>Gives a root command, and so all below it, this help.</summary>
    public static void Install(RootCommand root)
    {
        root.Options.Remove(root.Options.OfType<HelpOption>().Single());
        var help = new HelpOption("--help", "-h") { Description = "Show this help." };
        var usual = (HelpAction)help.Action!;
        usual.MaxWidth = Columns(usual.MaxWidth);
        help.Action = new VerbHelp(usual);
        root.Add(help);
    }

    /// <summary>How wide help is on a screen: one that gives no width, as in containers and under cron, counts as the usual.</summary>
    internal static int Columns(int screen) => Math.Min(Terminal.Wide(screen), MostColumns);

    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        int code = usual.Invoke(parseResult);
        TextWriter output = parseResult.InvocationConfiguration.Output;
        Command command = parseResult.CommandResult.Command;
        if (command is Verb { Notes: { } notes })
        {
            output.WriteLine(notes(usual.MaxWidth));
            output.WriteLine();
        }

        if (command is RootCommand)
        {
            string models = string.Join(", ", RunRoot.Names(RunRoot.Shipped).Select(name => RunRoot.ShippedPrefix + name));
            output.WriteLine(ScreenText.Wrapped($"Trained models that come with VaeSharp, for every <RUN>: {models}.", usual.MaxWidth));
            output.WriteLine();
        }

        IReadOnlyList<string> examples = (command as Verb)?.Examples ?? ["vae sample shipped:mnist", "vae train mnist", "vae sample last"];
        if (examples.Count > 0)
        {
            output.WriteLine(examples.Count == 1 ? "Example:" : "Examples:");
            foreach (string example in examples)
            {
                output.WriteLine("  " + example);
            }
        }

        return code;
    }
}
