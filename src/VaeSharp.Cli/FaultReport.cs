using System.Text.Json;
using VaeSharp.Data;
using VaeSharp.Engine;
using VaeSharp.Models.Recipes;
using VaeSharp.Runs;
using VaeSharp.Storage;

namespace VaeSharp.Cli;

/// <summary>From an exception to an exit code and one line that a user can act on.</summary>
internal static class FaultReport
{
    /// <summary>Set to 1, it adds the stack trace, for a report to the project.</summary>
    public const string TraceVariable = "VAESHARP_TRACE";

    /// <summary>Tells the user and returns the exit code.</summary>
    public static int Write(Exception fault, Terminal terminal)
    {
        fault = Root(fault);
        int code = CodeOf(fault);
        if (code != ExitCodes.Interrupted)
        {
            terminal.Say($"vae: {Message(fault)}");
        }

        if (Environment.GetEnvironmentVariable(TraceVariable) == "1")
        {
            terminal.Say(fault.ToString());
        }

        return code;
    }

    private static int CodeOf(Exception fault) => fault switch
    {
        RunException { Fault: RunFault.DataMoved } => ExitCodes.MachineLacks,
        UsageException or RunException or ArgumentException => ExitCodes.WrongUsage,
        LibTorchException or DatasetUnavailableException or OutOfMemoryException => ExitCodes.MachineLacks,
        OperationCanceledException => ExitCodes.Interrupted,
        _ => ExitCodes.Failed,
    };

    private static string Message(Exception fault) => fault switch
    {
        RunException run => Advice.For(run),
        LibTorchException { DidNotLoad: true } => $"{fault.Message} Run 'vae doctor' for what is missing.",
        BadPicturesException bad =>
            $"{fault.Message}\nGo on without them: {(bad.AreDataset ? "--set data.skipBad=true" : "--skip-bad")}",
        DatasetUnavailableException { Damaged: { } name } => $"{fault.Message} Fetch it again: vae data fetch {name} --force",
        AnswerLostException or UsageException or LibTorchException or DatasetUnavailableException or DataFormatException
            or StorageFormatException or RecipeException or DirectoryLockedException
            or IOException or UnauthorizedAccessException => fault.Message,
        ArgumentException argument => WithoutParameter(argument),
        JsonException => $"Not the JSON that was expected: {fault.Message}",
        InsufficientMemoryException => fault.Message,
        OutOfMemoryException => "This machine has not enough memory for that. Try a smaller --count or --limit.",
        _ => $"{fault.GetType().Name}: {FirstLine(fault.Message)} (set {TraceVariable}=1 for more)",
    };

    // A static constructor or a wrapper of tasks hides what happened.
    private static Exception Root(Exception fault) => fault switch
    {
        TypeInitializationException { InnerException: { } inner } => Root(inner),
        AggregateException { InnerExceptions: [var only] } => Root(only),
        _ => fault,
    };

    // .NET adds the name of a parameter, and the value on a line of its own.
    private static string WithoutParameter(ArgumentException fault)
    {
        string message = fault is ArgumentOutOfRangeException { ActualValue: not null }
            ? fault.Message[..fault.Message.LastIndexOf(Environment.NewLine, StringComparison.Ordinal)]
            : fault.Message;
        return message.Replace($" (Parameter '{fault.ParamName}')", "", StringComparison.Ordinal);
    }

    // libtorch appends its own C++ trace.
    private static string FirstLine(string text) => text.Split('\n', 2)[0].Trim();
}
