using VaeSharp.Cli;

namespace VaeSharp.Tests.Cli;

/// <summary>One call of the command, in this process.</summary>
internal sealed record Call(int Code, string Output, string Error)
{
    public static Call Of(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        int code = VaeCommand.Run(args, new Terminal(output, error));
        return new Call(code, output.ToString(), error.ToString());
    }
}
