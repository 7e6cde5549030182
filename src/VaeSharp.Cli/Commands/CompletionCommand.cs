namespace VaeSharp.Cli.Commands;

/// <summary><c>vae completion</c>: a script that makes a shell complete verbs, options and runs.</summary>
internal static class CompletionCommand
{
    public static Verb Create(Terminal terminal)
    {
        var shell = SharedOptions.AmongArguments("SHELL", "Your shell.", CompletionScripts.Shells);
        var verb = new Verb(
            "completion", "Write a script that completes vae's verbs, options and values in your shell.",
            "vae completion bash > ~/.local/share/bash-completion/completions/vae",
            "vae completion zsh > ~/.zfunc/_vae",
            "vae completion pwsh >> $PROFILE")
        {
            shell,
        };
        verb.SetAction(call =>
        {
            terminal.Output.Write(CompletionScripts.For(call.GetRequiredValue(shell)));
            return ExitCodes.Done;
        });
        return verb;
    }
}
