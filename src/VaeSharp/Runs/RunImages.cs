using VaeSharp.Data;
using VaeSharp.Models.Recipes;

namespace VaeSharp.Runs;

/// <summary>Where the images of a run lie: where it found them, unless somebody says otherwise.</summary>
internal static class RunImages
{
    /// <summary>The folder to read them from; null to look where data sets are usually found.</summary>
    /// <param name="run">Its folder.</param>
    /// <param name="data">Of its recipe.</param>
    /// <param name="asked">What somebody says; null for the folder that the run remembers.</param>
    /// <param name="progress">Hears where they are read from elsewhere, since they are not where they were.</param>
    /// <exception cref="RunException">They are not where they were, and nowhere else either.</exception>
    internal static string? Locate(RunDirectory run, DataOptions data, string? asked, IProgress<string>? progress)
    {
        string? remembered = asked ?? Remembered(run);
        if (asked is not null || (remembered ?? DatasetCatalog.PathIn(data.Name)) is not { Length: > 0 } place
            || DatasetCatalog.OwnDirectory(data.Name, place) is not null)
        {
            return remembered;
        }

        if (remembered is not null && DatasetCatalog.Has(data.Name))
        {
            progress?.Report($"The images of {run.Name} are not in {place} any more; reading {data.Name} from where it is usually found.");
            return null;
        }

        throw new RunException(
            RunFault.DataMoved,
            $"{run.Name} was trained on images in {DataPath.Absolute(place)}, and they are not there any more.")
        {
            Subject = run.Name,
        };
    }

    private static string? Remembered(RunDirectory run)
    {
        try
        {
            return File.Exists(run.Run) && RunInfo.Read(run).DataDirectory is { Length: > 0 } directory ? directory : null;
        }
        catch (RecipeException)
        {
            return null; // who needs the rest of that file tells what is wrong with it
        }
    }
}
