using VaeSharp.Training;

namespace VaeSharp.Cli.Runs;

/// <summary>Where runs lie unless the user says otherwise: the folder <c>runs</c> where the command is called.</summary>
internal static class RunRoot
{
    internal const string Default = "runs";

    /// <summary>The run as the user would type it from here.</summary>
    internal static string Shown(RunDirectory run)
    {
        string relative = Path.GetRelativePath(Environment.CurrentDirectory, run.Location);
        return relative.StartsWith("..", StringComparison.Ordinal) ? run.Location : relative;
    }
}
