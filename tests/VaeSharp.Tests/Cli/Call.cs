using VaeSharp.Cli;

namespace VaeSharp.Tests.Cli;

/// <summary>One call of the command, in this process.</summary>
internal sealed record Call(int Code, string Output, string Error)
{
    public static Call Of(params string[] args) => Of(args, (output, error) => new Terminal(output, error));

    /// <summary>The same on a screen that is so wide.</summary>
    public static Call OnScreen(int columns, params string[] args) =>
        Of(args, (output, error) => new Terminal(output, error, outputIsScreen: true, errorIsScreen: true, () => columns));

    private static Call Of(string[] args, Func<TextWriter, TextWriter, Terminal> terminal)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        int code = VaeCommand.Run(args, terminal(output, error));
        return new Call(code, output.ToString(), error.ToString());
    }
}
