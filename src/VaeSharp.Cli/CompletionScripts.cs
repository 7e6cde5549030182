namespace VaeSharp.Cli;

/// <summary>Scripts that ask the command itself what may come next, so that they never grow old.</summary>
/// <remarks>
/// They hand over the line without its first word, and the cursor's place in that. VAESHARP_NO_BUILD keeps the
/// script in a clone from building when a key is pressed.
/// </remarks>
internal static class CompletionScripts
{
    private const string Bash = """
        # Completion of vae for bash.
        _vae_complete() {
          local line=${COMP_LINE#*"${COMP_WORDS[0]}"} skipped
          skipped=$((${#COMP_LINE} - ${#line}))
          local IFS=$'\n' word=${COMP_WORDS[COMP_CWORD]}
          COMPREPLY=($(compgen -W "$(VAESHARP_NO_BUILD=1 "${COMP_WORDS[0]}" \
            "[suggest:$((COMP_POINT - skipped))]" "$line" 2>/dev/null)" -- "$word"))
        }
        complete -o default -F _vae_complete vae ./vae

        """;

    private const string Zsh = """
        #compdef vae
        # Completion of vae for zsh.
        _vae() {
          local line=${BUFFER#*${words[1]}}
          local skipped=$((${#BUFFER} - ${#line}))
          local -a found
          found=("${(@f)$(VAESHARP_NO_BUILD=1 ${words[1]} "[suggest:$((CURSOR - skipped))]" "$line" 2>/dev/null)}")
          if [[ -n ${found[1]} ]]; then compadd -- $found; else _files; fi
        }
        if [[ $funcstack[1] == _vae ]]; then _vae "$@"; else compdef _vae vae ./vae; fi

        """;

    private const string PowerShell = """
        # Completion of vae for PowerShell.
        Register-ArgumentCompleter -Native -CommandName vae, vae.cmd -ScriptBlock {
          param($word, $tree, $cursor)
          $first = $tree.CommandElements[0].Extent.Text
          $line = $tree.ToString().Substring($first.Length).PadRight($cursor - $first.Length)
          $env:VAESHARP_NO_BUILD = '1'
          & $first "[suggest:$($cursor - $first.Length)]" $line 2>$null | Where-Object { $_ -like "$word*" } |
            ForEach-Object { [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_) }
          Remove-Item Env:VAESHARP_NO_BUILD
        }

        """;

    /// <summary>The shells that there is a script for.</summary>
    public static IReadOnlyList<string> Shells { get; } = ["bash", "zsh", "pwsh"];

    /// <summary>The script for a shell.</summary>
    public static string For(string shell) => shell switch
    {
        "bash" => Bash,
        "zsh" => Zsh,
        "pwsh" => PowerShell,
        _ => throw new UsageException($"There is no completion for '{shell}'; expected {string.Join(", ", Shells)}."),
    };
}
