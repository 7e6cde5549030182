using System.Globalization;
using VaeSharp.Storage;

namespace VaeSharp.Runs;

/// <summary>The folder of one run: where each of its files lies, and how runs are named and found.</summary>
public sealed class RunDirectory
{
    private RunDirectory(string location) => Location = location;

    /// <summary>The folder's full path.</summary>
    public string Location { get; }

    /// <summary>The folder's own name, such as <c>mnist-1</c>.</summary>
    public string Name => Path.GetFileName(Location);

    /// <summary>The folder as a path from the current directory, where it lies below that.</summary>
    public string Shown => ShownPath(Location);

    /// <summary>The same of a path in it.</summary>
    public static string ShownPath(string path)
    {
        string relative = Path.GetRelativePath(Environment.CurrentDirectory, path);
        return relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
    }

    /// <summary>The resolved recipe.</summary>
    public string Recipe => In("recipe.json");

    /// <summary>How the run was made: command line, seed, versions, data digests.</summary>
    public string Run => In("run.json");

    /// <summary>One JSON object an epoch; the same bytes for the same recipe, seed, data and threads.</summary>
    public string Metrics => In("metrics.jsonl");

    /// <summary>The same as a table.</summary>
    public string MetricsTable => In("metrics.csv");

    /// <summary>Seconds of each epoch, which no two runs have in common.</summary>
    public string Timing => In("timing.jsonl");

    /// <summary>Curves as a picture.</summary>
    public string Curves => In("curves.png");

    /// <summary>The run in words.</summary>
    public string Readme => In("README.md");

    /// <summary>Figures on the test images, made once at the end.</summary>
    public string Test => In("test.json");

    /// <summary>The checkpoint to go on from.</summary>
    public string Last => In("checkpoints", "last");

    /// <summary>The model with the best validation loss.</summary>
    public string Best => In("checkpoints", "best");

    /// <summary>A prior fitted to the best model's encodings, where somebody made one.</summary>
    public string FittedPrior => InResults("fitted-prior");

    /// <summary>What a fit of a prior by gradients leaves beside the prior itself.</summary>
    internal string PriorFit => InResults(PriorFitFolder);

    /// <summary>The state of such a fit, to go on from.</summary>
    internal string PriorFitLast => InResults(PriorFitFolder, "last");

    /// <summary>One JSON object for each of its epochs.</summary>
    internal string PriorFitMetrics => InResults(PriorFitFolder, "metrics.jsonl");

    /// <summary>Its losses as a picture.</summary>
    internal string PriorFitCurves => InResults(PriorFitFolder, "curves.png");

    private const string PriorFitFolder = "prior-fit";

    /// <summary>Where what is made of the model goes, such as pictures and latents: the run's folder; of a model without the traces
    /// of its training, which came from elsewhere, <c>runs/models/NAME</c> in the current directory.</summary>
    public string Results => File.Exists(Run) ? Location : Path.GetFullPath(Path.Combine(DefaultRoot, "models", Name));

    /// <summary>A file or folder in it.</summary>
    /// <exception cref="IOException">A folder on the way there is a link out of the run, which is never followed.</exception>
    public string In(params ReadOnlySpan<string> parts) => Below(Location, parts);

    /// <summary>A file or folder among the results.</summary>
    /// <exception cref="IOException">A folder on the way there is a link, which is never followed.</exception>
    public string InResults(params ReadOnlySpan<string> parts) => Below(Results, parts);

    private static string Below(string path, ReadOnlySpan<string> parts)
    {
        foreach (string part in parts[..^1])
        {
            path = Path.Combine(path, part);
            DiskEntry.DemandDirectoryOrNothing(path);
        }

        return Path.Combine(path, parts[^1]);
    }

    /// <summary>The text of one of its files.</summary>
    /// <exception cref="IOException">It is missing, or no regular file.</exception>
    public static string ReadText(string path)
    {
        DiskEntry.DemandFileOrNothing(path);
        return ExactReading.ReadText(path);
    }

    /// <summary>A new folder: <paramref name="path"/>, or the first free <c>root/NAME-N</c>.</summary>
    /// <exception cref="RunException">The named folder holds something already.</exception>
    public static RunDirectory Create(string? path, string root, string name)
    {
        if (path is not null)
        {
            if (Directory.Exists(path) && !IsUnbegun(path))
            {
                throw new RunException(RunFault.FolderNotEmpty, $"{path} already exists and is never overwritten.")
                {
                    Subject = path,
                };
            }

            return new RunDirectory(Directory.CreateDirectory(path).FullName);
        }

        Directory.CreateDirectory(root);
        for (int number = Numbers(root, name).DefaultIfEmpty(0).Max() + 1; ; number++)
        {
            string candidate = Path.GetFullPath(Path.Combine(root, $"{name}-{Text(number)}"));
            if (DiskEntry.TryCreateDirectory(candidate))
            {
                return new RunDirectory(candidate);
            }
        }
    }

    /// <summary>Whether a folder is there and holds nothing but what a run leaves that was ended before it began.</summary>
    internal static bool IsUnbegun(string path) => Directory.Exists(path) && new DirectoryInfo(path).EnumerateFileSystemInfos()
        .All(entry => DirectoryLock.IsOwn(entry.Name) || PartialName.IsOne(entry.Name));

    /// <summary>Where runs lie unless somebody says otherwise: the folder <c>runs</c> in the current directory.</summary>
    public const string DefaultRoot = "runs";

    /// <summary>The best checkpoint, or the last where there is no best yet.</summary>
    /// <exception cref="RunException">There is none.</exception>
    public string Checkpoint()
    {
        string path = CheckpointDirectory.Exists(Best) ? Best : Last;
        return CheckpointDirectory.Exists(path)
            ? path
            : throw new RunException(RunFault.NoCheckpoint, $"{Name} has no checkpoint yet; let it train for an epoch first.")
            {
                Subject = Name,
            };
    }

    /// <summary>The word for the newest of all runs.</summary>
    public const string Newest = "last";

    /// <summary>A run that is there: a folder, a recipe's name for its newest run, or the word <see cref="Newest"/>.</summary>
    /// <exception cref="RunException">There is none; the message names those that are.</exception>
    public static RunDirectory Find(string run, string root)
    {
        if (IsRun(run))
        {
            return At(run);
        }

        RunDirectory[] all = [.. All(root)];
        RunDirectory? found = run == Newest
            ? all.MaxBy(r => File.GetLastWriteTimeUtc(r.Recipe))
            : all.FirstOrDefault(r => r.Name == run)
                ?? Numbers(root, run).OrderDescending()
                    .Select(n => all.FirstOrDefault(r => r.Name == $"{run}-{Text(n)}")).FirstOrDefault(r => r is not null);
        if (found is null && PartHint(run).Length == 0 && IsUnbegun(run))
        {
            throw new RunException(
                RunFault.NotFound, $"{run} holds no run: it has no recipe.json, as where a training was ended before it began.")
            {
                Subject = run,
            };
        }

        return found ?? throw new RunException(
            RunFault.NotFound,
            $"There is no run '{run}'{PartHint(run)}. A run is a folder, a recipe's name for its newest run, or '{Newest}'; in {root} "
            + "there " + (all.Length == 0 ? "is none yet." : $"are: {string.Join(", ", all.Select(r => r.Name))}."))
        {
            Subject = run,
        };
    }

    /// <summary>A folder that is there, whatever is in it.</summary>
    internal static RunDirectory At(string path) => new(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)));

    // A checkpoint has a recipe as well, beside its manifest.
    private static bool IsRun(string folder) =>
        File.Exists(Path.Combine(folder, "recipe.json")) && !File.Exists(Path.Combine(folder, CheckpointManifest.FileName));

    private static string PartHint(string path)
    {
        string? folder = Path.Exists(path) ? Path.GetDirectoryName(Path.GetFullPath(path)) : null;
        while (folder is not null && !IsRun(folder))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder is null ? "" : $": it lies in the run {ShownPath(folder)}";
    }

    /// <summary>All runs below <paramref name="root"/>, by name.</summary>
    public static IEnumerable<RunDirectory> All(string root) => !Directory.Exists(root)
        ? []
        : Directory.EnumerateDirectories(root).Where(d => File.Exists(Path.Combine(d, "recipe.json")))
            .Order(StringComparer.Ordinal).Select(d => new RunDirectory(Path.GetFullPath(d)));

    /// <summary>Keeps other processes out until it is disposed.</summary>
    /// <exception cref="DirectoryLockedException">Another process has it.</exception>
    internal DirectoryLock Lock() => DirectoryLock.Acquire(Location);

    // A path is no name, and no pattern to look for.
    private static IEnumerable<int> Numbers(string root, string name) =>
        !Directory.Exists(root) || name.AsSpan().ContainsAny(Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar)
        ? []
        : Directory.EnumerateDirectories(root, name + "-*").Select(Path.GetFileName)
            .Select(n => int.TryParse(n![(name.Length + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out int i) ? i : 0)
            .Where(i => i > 0);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
