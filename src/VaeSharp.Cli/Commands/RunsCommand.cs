using System.CommandLine;
using System.Globalization;
using VaeSharp.Cli.Runs;
using VaeSharp.Models.Recipes;
using VaeSharp.Runs;

namespace VaeSharp.Cli.Commands;

/// <summary><c>vae runs</c>.</summary>
internal static class RunsCommand
{
    private const int ShownChanges = 3;
    private const string ByName = "name", ByDate = "date", ByFigure = "figure", ByTime = "time";

    public static Verb Create(Terminal terminal)
    {
        var filter = new Argument<string?>("TEXT")
        {
            Description = "Only runs whose name or recipe contains this.",
            HelpName = "TEXT",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var sort = SharedOptions.Among("--sort", "Order of the rows.", ByName, ByDate, ByFigure, ByTime);
        var json = SharedOptions.Json();
        var verb = new Verb(
            "runs", "List your runs and the models that come with VaeSharp.",
            "vae runs", "vae runs cifar10 --sort figure", "vae runs --json")
        {
            filter, sort, json,
        };
        verb.SetAction(call =>
        {
            string text = call.GetValue(filter) ?? "";
            RunOverview[] own = Chosen(RunDirectory.All(RunDirectory.DefaultRoot), text, call.GetRequiredValue(sort));
            RunOverview[] shipped = [.. Chosen(RunDirectory.All(RunRoot.Shipped), text, call.GetRequiredValue(sort)).Select(RunRoot.Named)];
            if (call.GetValue(json))
            {
                terminal.WriteJson(new { Runs = own, Shipped = shipped });
            }
            else
            {
                Write([.. own, .. shipped], terminal);
                terminal.Say(Count(own.Length, shipped.Length, text));
            }

            return ExitCodes.Done;
        });
        return verb;
    }

    private static RunOverview[] Chosen(IEnumerable<RunDirectory> runs, string text, string order)
    {
        IEnumerable<RunOverview> all = runs.Select(RunOverview.Of).Where(run =>
            run.Name.Contains(text, StringComparison.OrdinalIgnoreCase)
            || (run.Recipe?.Contains(text, StringComparison.OrdinalIgnoreCase) ?? false));
        return order switch
        {
            ByDate => [.. all.OrderByDescending(run => run.Started)],
            ByFigure => [.. all.OrderBy(run => run.FigureNats ?? double.PositiveInfinity)],
            ByTime => [.. all.OrderByDescending(run => run.Seconds)],
            _ => [.. all.OrderBy(run => run.Name, StringComparer.Create(CultureInfo.InvariantCulture, CompareOptions.NumericOrdering))],
        };
    }

    internal static void Write(IReadOnlyList<RunOverview> runs, Terminal terminal)
    {
        DateTimeOffset now = terminal.Time.GetLocalNow();
        var table = new TextTable(
            "run", "state", "?>epochs", ">nats per image", "?figure", "?>time", "?>begun", "?differs from its recipe in");
        foreach (RunOverview run in runs)
        {
            table.Add(
                run.Name, State(run), Epochs(run), run.FigureNats?.ToString("F2", CultureInfo.InvariantCulture) ?? "",
                run.FigureName ?? "", Time(run), Date(run, now), run.Fault ?? Changes(run.Changes));
        }

        table.Write(terminal);
    }

    private static string State(RunOverview run) => run.State switch
    {
        RunState.Training => "training",
        RunState.Finished when run.EpochsDone is null => "trained",
        RunState.Finished => "finished",
        RunState.Stopped => "stopped",
        RunState.Begun => "begun",
        _ => "damaged",
    };

    private static string Epochs(RunOverview run) =>
        run is { EpochsDone: { } done, Epochs: { } all } && run.State != RunState.Damaged ? $"{done} of {all}" : "";

    private static string Time(RunOverview run) =>
        run.Seconds is { } seconds and > 0 ? Durations.Words(TimeSpan.FromSeconds(seconds)) : "";

    // As lists of files have it: the time of day of this year's, the year of older ones.
    private static string Date(RunOverview run, DateTimeOffset now) => run.Started?.LocalDateTime is { } begun
        ? begun.ToString(begun.Year == now.Year ? "d MMM HH:mm" : "d MMM yyyy", CultureInfo.InvariantCulture)
        : "";

    private static string Changes(IReadOnlyList<RecipeDifference> changes)
    {
        IEnumerable<string> shown = changes.Take(ShownChanges).Select(change => $"{change.Key}={change.Right ?? "default"}");
        string more = changes.Count > ShownChanges ? $" and {changes.Count - ShownChanges} more" : "";
        return string.Join(", ", shown) + more;
    }

    private static string Count(int own, int shipped, string filter)
    {
        string which = filter.Length > 0 ? $" with '{filter}'" : "";
        return own + shipped == 0 ? $"There is no run{which}."
            : own == 0 ? $"No run of your own{which} in {RunDirectory.DefaultRoot} yet; {shipped} trained models come with VaeSharp."
            : $"{own} in {RunDirectory.DefaultRoot}; {shipped} trained models come with VaeSharp.";
    }
}
