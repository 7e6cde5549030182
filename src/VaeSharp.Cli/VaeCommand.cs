using System.CommandLine;
using System.CommandLine.Parsing;
using VaeSharp.Cli.Commands;

namespace VaeSharp.Cli;

/// <summary>The command <c>vae</c>: its verbs, and how a call of one ends.</summary>
internal static class VaeCommand
{
    private const string Description =
        "Variational autoencoders for small images: train, sample, inspect and evaluate them.";

    // '@' begins no response file: an argument is what it is.
    private static readonly ParserConfiguration Parsing = new()
    {
        EnablePosixBundling = false,
        ResponseFileTokenReplacer = null,
    };

    /// <summary>Runs one call.</summary>
    /// <returns>The exit code, one of <see cref="ExitCodes"/>.</returns>
    public static int Run(IReadOnlyList<string> args, Terminal terminal)
    {
        try
        {
            ParseResult call = Create(terminal).Parse(args, Parsing);
            bool answersItself = call.Action is VerbHelp || call.Tokens is [{ Type: TokenType.Directive }, ..];
            IReadOnlyList<string> faults = answersItself ? [] : UsageErrors.In(call);
            return faults.Count > 0 ? Refuse(call, faults, terminal) : Invoke(call, terminal);
        }
        catch (Exception fault)
        {
            return FaultReport.Write(fault, terminal);
        }
    }

    /// <summary>The command with all its verbs.</summary>
    public static RootCommand Create(Terminal terminal)
    {
        var root = new RootCommand(Description)
        {
            TrainCommand.Create(terminal),
            SampleCommand.Create(terminal),
            FitPriorCommand.Create(terminal),
            ReconstructCommand.Create(terminal),
            RelabelCommand.Create(terminal),
            InterpolateCommand.Create(terminal),
            TraverseCommand.Create(terminal),
            ManifoldCommand.Create(terminal),
            DenoiseCommand.Create(terminal),
            EncodeCommand.Create(terminal),
            EvaluateCommand.Create(terminal),
            PackCommand.Create(terminal),
            ScoreCommand.Create(terminal),
            NeighboursCommand.Create(terminal),
            RunsCommand.Create(terminal),
            SummaryCommand.Create(terminal),
            ChoicesCommand.Create(terminal),
            BenchCommand.Create(terminal),
            DataCommand.Create(terminal),
            DoctorCommand.Create(terminal),
            CompletionCommand.Create(terminal),
        };
        VerbHelp.Install(root);
        root.SetAction(call => root.Parse("--help").Invoke(Streams(terminal)));
        return root;
    }

    private static int Refuse(ParseResult call, IReadOnlyList<string> faults, Terminal terminal)
    {
        foreach (string fault in faults)
        {
            terminal.Say($"vae: {fault}");
        }

        terminal.Say($"Try '{UsageErrors.PathOf(call.CommandResult.Command)} --help'.");
        return ExitCodes.WrongUsage;
    }

    private static int Invoke(ParseResult call, Terminal terminal) => call.Invoke(Streams(terminal));

    private static InvocationConfiguration Streams(Terminal terminal) => new()
    {
        Output = terminal.Output,
        Error = terminal.Error,
        EnableDefaultExceptionHandler = false,
        ProcessTerminationTimeout = null,
    };
}
