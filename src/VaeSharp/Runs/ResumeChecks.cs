using VaeSharp.Models;
using VaeSharp.Models.Recipes;
using VaeSharp.Storage;

namespace VaeSharp.Runs;

/// <summary>Whether a run is still what it was, so that it may go on.</summary>
internal static class ResumeChecks
{
    /// <exception cref="RunException">It is not.</exception>
    internal static void Demand(RunDirectory run, Recipe recipe, RunInfo info, RunData data)
    {
        DemandCheckpoint(run);
        DemandRecipe(run, recipe);
        DemandData(run, info, data);
    }

    // What has trained before and lost its checkpoint would begin anew over its own figures and its best model.
    private static void DemandCheckpoint(RunDirectory run)
    {
        bool hasBest = CheckpointDirectory.Exists(run.Best);
        // A run that was ended within its first save has one epoch's figures and nothing else to lose.
        bool hasFigures = File.Exists(run.Metrics) && JsonLinesFile.Read(run.Metrics).Take(2).Count() > (HasSaved(run) ? 0 : 1);
        if (CheckpointDirectory.Exists(run.Last) || !(hasBest || hasFigures))
        {
            return;
        }

        throw Fault(
            run, hasBest ? RunFault.CheckpointLostBestKept : RunFault.CheckpointLost,
            $"{run.Name} was trained before, but {run.Last} holds no checkpoint to resume from. Resuming would start from "
            + $"the beginning and overwrite {(hasBest ? "its best model" : "its figures")}.");
    }

    // Whether anything is left of a save, or was taken away from it.
    private static bool HasSaved(RunDirectory run)
    {
        string saves = Path.GetDirectoryName(run.Last)!;
        return Directory.Exists(saves) && Directory.EnumerateFileSystemEntries(saves).Any(entry => !PartialName.IsOne(entry));
    }

    private static void DemandRecipe(RunDirectory run, Recipe recipe)
    {
        if (!CheckpointDirectory.Exists(run.Last))
        {
            return;
        }

        using CheckpointDirectory last = CheckpointDirectory.Open(run.Last);
        string trained = RecipeFile.ToJson(
            RecipeFile.Parse(last.ReadText(ModelCheckpoint.RecipeFileName), Path.Combine(last.Location, ModelCheckpoint.RecipeFileName)));
        if (trained != RecipeFile.ToJson(recipe))
        {
            throw Fault(
                run, RunFault.RecipeChanged,
                $"{run.Recipe} differs from the recipe that {run.Name} was trained with, and a run is resumed with the same recipe. "
                + $"Restore what {Path.Combine(run.Last, ModelCheckpoint.RecipeFileName)} says, or start a new run.");
        }
    }

    private static void DemandData(RunDirectory run, RunInfo info, RunData data)
    {
        if (info.Data.Train.Sha256 != data.Train.Sha256 || info.Data.Validation.Sha256 != data.Validation.Sha256)
        {
            throw Fault(
                run, RunFault.OtherImages,
                $"{run.Name} was trained on other images: {run.Run} says SHA-256 {info.Data.Train.Sha256} of the "
                + $"training images, these have {data.Train.Sha256}.");
        }
    }

    private static RunException Fault(RunDirectory run, RunFault fault, string message) =>
        new(fault, message) { Subject = run.Location };
}
