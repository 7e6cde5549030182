using System.Globalization;
using VaeSharp.Runs;

namespace VaeSharp.Cli.Runs;

/// <summary>Where the command finds runs: those of the user, and the models that come along.</summary>
internal static class RunRoot
{
    /// <summary>Before the name of a model that comes with VaeSharp, where a run of the user's has the same name.</summary>
    internal const string ShippedPrefix = "shipped:";

    /// <summary>Where models lie that come with VaeSharp, each a run's folder without the traces of its training.</summary>
    internal static string Shipped => Path.Combine(AppContext.BaseDirectory, "models");

    /// <summary>Whether the run is one of those, whose folder is not the user's to write into.</summary>
    internal static bool IsShipped(RunDirectory run) => Path.GetDirectoryName(run.Location) == Shipped;

    /// <summary>Among the user's runs first, then among those that come with the command.</summary>
    /// <exception cref="RunException">There is none.</exception>
    internal static RunDirectory Find(string name)
    {
        if (name.StartsWith(ShippedPrefix, StringComparison.Ordinal))
        {
            return FindShipped(name[ShippedPrefix.Length..]);
        }

        try
        {
            return RunDirectory.Find(name, RunDirectory.DefaultRoot);
        }
        catch (RunException none) when (none.Fault == RunFault.NotFound && Names(Shipped).Contains(name))
        {
            return FindShipped(name);
        }
    }

    /// <summary>What is said of the run that a verb uses, so that a weak run is not taken for the model that comes along.</summary>
    /// <param name="asked">As the user named it.</param>
    /// <param name="run">What was found.</param>
    /// <returns>Null where the user named the folder itself.</returns>
    internal static string? Told(string asked, RunDirectory run)
    {
        if (IsShipped(run))
        {
            return asked.StartsWith(ShippedPrefix, StringComparison.Ordinal)
                ? null
                : $"Using {ShippedPrefix}{run.Name}, which comes with VaeSharp.";
        }

        if (Path.GetFullPath(asked) == run.Location)
        {
            return null;
        }

        RunOverview seen = RunOverview.Of(run);
        string epochs = seen is { EpochsDone: { } done, Epochs: { } all } ? $", {done} of {all} epochs" : "";
        string figure = seen is { FigureNats: { } nats, FigureName: { } name }
            ? string.Create(CultureInfo.InvariantCulture, $", {name} {nats:F1}")
            : "";
        string other = Names(Shipped).Contains(asked) ? $"; the model that comes with VaeSharp is {ShippedPrefix}{asked}" : "";
        return $"Using {run.Shown}{epochs}{figure}{other}.";
    }

    /// <summary>A model that comes along, under the name by which it is always found.</summary>
    internal static RunOverview Named(RunOverview shipped) =>
        shipped with { Name = ShippedPrefix + shipped.Name, Folder = ShippedPrefix + shipped.Name };

    /// <summary>All that <see cref="Find"/> finds by name.</summary>
    internal static IEnumerable<string> Known() => Names(RunDirectory.DefaultRoot)
        .Concat(Names(Shipped)).Concat(Names(Shipped).Select(name => ShippedPrefix + name)).Append(RunDirectory.Newest).Distinct();

    /// <summary>The runs below a folder.</summary>
    internal static IEnumerable<string> Names(string root) => RunDirectory.All(root).Select(run => run.Name);

    private static RunDirectory FindShipped(string name)
    {
        try
        {
            return RunDirectory.Find(Path.Combine(Shipped, name), Shipped);
        }
        catch (RunException none) when (none.Fault == RunFault.NotFound)
        {
            throw new RunException(
                RunFault.NotFound,
                $"No model '{name}' comes with VaeSharp; there are: "
                + $"{string.Join(", ", Names(Shipped).Select(known => ShippedPrefix + known))}.")
            {
                Subject = name,
            };
        }
    }
}
