using System.Diagnostics;
using VaeSharp.Runs;
using Xunit;

namespace VaeSharp.Tests.Runs;

public sealed class ShellWordsTests
{
    [Fact]
    public void Plain_words_stay_as_they_are()
    {
        Assert.Equal("vae train mnist --set a.b=1e-3", ShellWords.Line("vae", "train", "mnist", "--set", "a.b=1e-3"));
    }

    [Fact]
    public void A_shell_takes_a_pasted_line_apart_into_the_words_that_were_typed()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // its command prompt has other rules
        }

        string[] words = ["my run", "{a,b}", "it's", "$HOME", "", "*", "a\"b", "networks.hidden=[4,4]", "犬"];
        using Process shell = Process.Start(new ProcessStartInfo("sh", ["-c", "printf '%s\\n' " + ShellWords.Line(words)])
        {
            RedirectStandardOutput = true,
        })!;

        Assert.Equal(string.Join('\n', words) + "\n", shell.StandardOutput.ReadToEnd());
    }
}
