using VaeSharp.Runs;

namespace VaeSharp.Cli.Runs;

/// <summary>Where the command finds runs: those of the user, and the models that come along.</summary>
internal static class RunRoot
{
    /// <summary>Where models lie that come with VaeSharp, each a run's folder without the traces of its training.</summary>
    internal static string Shipped => Path.Combine(AppContext.BaseDirectory, "models");

    /// <summary>Whether the run is one of those, whose folder is not the user's to write into.</summary>
    internal static bool IsShipped(RunDirectory run) => Path.GetDirectoryName(run.Location) == Shipped;

    /// <summary>Among the user's runs first, then among those that come with the command.</summary>
    /// <exception cref="RunException">There is none.</exception>
    internal static RunDirectory Find(string name)
    {
        try
        {
            return RunDirectory.Find(name, RunDirectory.DefaultRoot);
        }
        catch (RunException none) when (none.Fault == RunFault.NotFound && Names(Shipped).Contains(name))
        {
            return RunDirectory.Find(Path.Combine(Shipped, name), Shipped);
        }
    }

    /// <summary>All that <see cref="Find"/> finds by name.</summary>
    internal static IEnumerable<string> Known() =>
        Names(RunDirectory.DefaultRoot).Concat(Names(Shipped)).Append(RunDirectory.Newest).Distinct();

    /// <summary>The runs below a folder.</summary>
    internal static IEnumerable<string> Names(string root) => RunDirectory.All(root).Select(run => run.Name);
}
