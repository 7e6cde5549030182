using VaeSharp.Cli;
using Xunit;

namespace VaeSharp.Tests.Cli;

public sealed class CompletionTests
{
    [Theory]
    [InlineData(" doc", "doctor")]
    [InlineData(" doctor --", "--json")]
    [InlineData(" completion ", "zsh")]
    [InlineData(" data ", "fetch")]
    [InlineData(" data fetch ", "cifar10")]
    public void The_command_says_what_may_come_next(string line, string next)
    {
        Call call = Call.Of($"[suggest:{line.Length}]", line);

        Assert.Equal(ExitCodes.Done, call.Code);
        Assert.Contains(next, call.Output.Split(Environment.NewLine));
    }

    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("pwsh")]
    public void Each_shell_has_a_script_that_asks_the_command(string shell)
    {
        Call call = Call.Of("completion", shell);

        Assert.Equal(ExitCodes.Done, call.Code);
        Assert.Contains("[suggest:", call.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\r', call.Output);
    }
}
