using VaeSharp.Training;

namespace VaeSharp.Cli.Runs;

/// <summary>Where runs lie unless the user says otherwise: the folder <c>runs</c> where the command is called.</summary>
internal static class RunRoot
{
    internal const string Default = "runs";

    /// <summary>Where models lie that come with VaeSharp, each a run's folder without the traces of its training.</summary>
    internal static string Shipped => Path.Combine(AppContext.BaseDirectory, "models");

    /// <summary>Whether the run is one of those, whose folder is not the user's to write into.</summary>
    internal static bool IsShipped(RunDirectory run) => Path.GetDirectoryName(run.Location) == Shipped;

    /// <summary>The run as the user would type it from here.</summary>
    internal static string Shown(RunDirectory run) => Shown(run.Location);

    /// <summary>The same of a path in it.</summary>
    internal static string Shown(string path)
    {
        string relative = Path.GetRelativePath(Environment.CurrentDirectory, path);
        return relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
    }
}
