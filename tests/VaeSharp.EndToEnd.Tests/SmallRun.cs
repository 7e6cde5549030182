using Xunit;

namespace VaeSharp.EndToEnd.Tests;

/// <summary>The run of <see cref="Workspace.SmallTraining"/>, trained once for all tests that begin with one that is finished.</summary>
internal static class SmallRun
{
    private static readonly Lazy<string> Trained = new(Train);

    /// <summary>A copy of it in a test's own folder.</summary>
    internal static void CopyTo(Workspace workspace, string run)
    {
        foreach (string file in Directory.EnumerateFiles(Trained.Value, "*", SearchOption.AllDirectories))
        {
            string copy = workspace.Path(run, Path.GetRelativePath(Trained.Value, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    private static string Train()
    {
        var workspace = new Workspace();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => workspace.Dispose();
        VaeResult result = workspace.Vae(Workspace.SmallTraining("run"));
        Assert.True(result.ExitCode == 0, result.Error);
        return workspace.Path("run");
    }
}
