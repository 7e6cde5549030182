using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using VaeSharp.Models.Recipes;

namespace VaeSharp.Cli;

/// <summary>Says what is wrong with a command line, and what may have been meant.</summary>
internal static class UsageErrors
{
    /// <summary>One line a fault; none for a call that can be tried.</summary>
    public static IReadOnlyList<string> In(ParseResult result)
    {
        CommandResult called = result.CommandResult;
        string? stray = result.UnmatchedTokens is [var first, ..] ? first : OptionTakenForArgument(called);
        return stray is not null ? [Unknown(called, stray)]
            : called.Command.Subcommands.Count > 0 && result.Errors.Count > 0 ? [VerbMissing(called.Command)]
            : [.. result.Errors.Select(error => error.Message).Distinct()];
    }

    /// <summary>The command as it is typed, from the root down.</summary>
    public static string PathOf(Command command) =>
        command.Parents.OfType<Command>().FirstOrDefault() is { } parent ? $"{PathOf(parent)} {command.Name}" : "vae";

    // The parser gives an argument whatever it cannot place, misspelt options too.
    private static string? OptionTakenForArgument(CommandResult called) => called.Children
        .OfType<ArgumentResult>()
        .SelectMany(argument => argument.Tokens)
        .Select(token => token.Value)
        .FirstOrDefault(IsOption);

    private static bool IsOption(string token) =>
        token.Length > 1 && token[0] == '-'
        && !double.TryParse(token, NumberStyles.Float, CultureInfo.InvariantCulture, out _);

    private static string Unknown(CommandResult called, string stray)
    {
        Command command = called.Command;
        string path = PathOf(command);
        if (IsOption(stray))
        {
            string name = stray.Split('=', ':')[0];
            return $"'{path}' has no option '{name}'{Spelling.Suggestion(name, OptionNames(command))}.";
        }

        string[] verbs = [.. command.Subcommands.Where(verb => !verb.Hidden).Select(verb => verb.Name)];
        return verbs.Length > 0
            ? $"'{path}' has no verb '{stray}'{Spelling.Suggestion(stray, verbs)}."
            : $"'{path}' does not take the argument '{stray}'.";
    }

    private static string VerbMissing(Command command) =>
        $"'{PathOf(command)}' needs one of: {string.Join(", ", command.Subcommands.Select(verb => verb.Name))}.";

    private static IEnumerable<string> OptionNames(Command command)
    {
        IEnumerable<Option> inherited = command.Parents.OfType<Command>().SelectMany(parent => parent.Options)
            .Where(option => option.Recursive);
        return command.Options.Concat(inherited).SelectMany(option => option.Aliases.Prepend(option.Name));
    }
}
