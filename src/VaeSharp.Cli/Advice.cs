using VaeSharp.Cli.Runs;
using VaeSharp.Models.Recipes;
using VaeSharp.Runs;

namespace VaeSharp.Cli;

/// <summary>What to do on the command line about a fact that the library names.</summary>
internal static class Advice
{
    /// <summary>The fact, followed by what can be done about it.</summary>
    public static string For(RunException fault)
    {
        string next = Next(fault);
        return next.Length == 0 ? fault.Message : $"{fault.Message} {next}";
    }

    private static string Next(RunException fault) => fault.Fault switch
    {
        RunFault.NotFound => Missing(fault.Subject),
        RunFault.FolderNotEmpty => "Resume it with --resume, or choose another folder.",
        RunFault.CheckpointLostBestKept =>
            $"Start a new run from its best model: {Anew(fault.Subject)} --from {RunDirectory.ShownPath(fault.Subject)}. "
            + $"Or start a new run: {Anew(fault.Subject)} --seed {SeedOf(fault.Subject)}.",
        RunFault.CheckpointLost => $"Start a new run: {Anew(fault.Subject)} --seed {SeedOf(fault.Subject)}.",
        RunFault.NothingToResume => $"Start a new run: {Anew(fault.Subject)}.",
        RunFault.RecipeChanged => $"Start a new run with it: {Anew(fault.Subject)}.",
        RunFault.OtherImages => "Give the run's own data with --data-dir.",
        RunFault.DataMoved => "Name the folder in which they are now with --data-dir.",
        RunFault.NoFittedPrior => $"Make one with 'vae fit-prior {fault.Subject}'.",
        RunFault.CodesNotDimensions => "Try 'vae interpolate' or 'vae sample'.",
        RunFault.NotAPlane => "Use a run of the recipe mnist-2d, or 'vae traverse' for this one.",
        RunFault.NoLabels => "Try a run of the recipe mnist.",
        RunFault.NothingToSample => "Leave --samples out.",
        _ => "",
    };

    private static string Missing(string name) => name switch
    {
        RunDirectory.Newest => $"Shipped models: {string.Join(", ", RunRoot.Names(RunRoot.Shipped))}.",
        _ when RunDirectory.IsUnbegun(name) =>
            $"Start one there: {ShellWords.Line("vae", "train", "RECIPE", "--run", name)}",
        _ when RecipeCatalog.Names.Contains(name) => $"Make one with 'vae train {name}'.",
        _ when !RunDirectory.All(RunDirectory.DefaultRoot).Any() => "Make one with 'vae train mnist'.",
        _ => Spelling.Closest(name, RunRoot.Known()) is { } near ? $"Did you mean '{near}'?" : "",
    };

    private static string Anew(string folder) => $"vae train {RunDirectory.ShownPath(folder)}/recipe.json --run NEW-FOLDER";

    private static ulong SeedOf(string folder) => RunInfo.Read(RunDirectory.Find(folder, RunDirectory.DefaultRoot)).Seed;
}
