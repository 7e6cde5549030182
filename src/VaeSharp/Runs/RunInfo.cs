using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using VaeSharp.Models.Recipes;
using VaeSharp.Storage;

namespace VaeSharp.Runs;

/// <summary>How a run was made; with the recipe, all that making it again needs.</summary>
/// <param name="RecipeName">By which the run was named.</param>
/// <param name="CommandLine">What was typed; empty for a program.</param>
/// <param name="Seed">Of initial weights, order and noise.</param>
/// <param name="Limit">The most images of each split; null for all.</param>
/// <param name="Threads">That libtorch computed with.</param>
/// <param name="Device">Such as cpu.</param>
/// <param name="Started">When the run's folder was made.</param>
/// <param name="Versions">Of software and machine.</param>
/// <param name="Data">The images, by digest.</param>
/// <param name="DataDirectory">The user's own folder that a known data set was read from, or where images have moved since; null for
/// where the recipe's name of the data leads.</param>
internal sealed record RunInfo(
    string RecipeName,
    IReadOnlyList<string> CommandLine,
    ulong Seed,
    int? Limit,
    int Threads,
    string Device,
    DateTimeOffset Started,
    RunVersions Versions,
    RunData Data,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? DataDirectory = null)
{
    private const int MostThreads = 1024;

    /// <summary>The checkpoint whose weights the run began with; null for fresh ones.</summary>
    public string? From { get; init; }

    /// <summary>That products were made in while training: what the recipe asks for, or float32 where the processor has no unit for
    /// that; null in runs of before.</summary>
    public string? Precision { get; init; }

    private static readonly JsonSerializerOptions Options = new()
    {
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>What a run's folder says.</summary>
    /// <exception cref="RecipeException">Its <c>run.json</c> is missing a fact, or has one that cannot be.</exception>
    /// <exception cref="RunException">It has none.</exception>
    public static RunInfo Read(RunDirectory run) => DiskEntry.KindOf(run.Run) == EntryKind.None
        ? throw new RunException(
            RunFault.NothingToResume,
            $"{run.Name} has no {Path.GetFileName(run.Run)}: it is a model that was handed on, or its training was ended before it began.")
        {
            Subject = run.Location,
        }
        : Parse(RunDirectory.ReadText(run.Run), run.Run);

    /// <summary>The same of a text.</summary>
    /// <param name="json">Of a <c>run.json</c>.</param>
    /// <param name="file">Named in errors.</param>
    internal static RunInfo Parse(string json, string file)
    {
        try
        {
            RunInfo info = JsonSerializer.Deserialize<RunInfo>(json, Options)
                ?? throw new RecipeException($"{file}: null; expected a description of the run.");
            return info.Checked(file);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            throw new RecipeException($"{file}: found {JsonFault.InWords(fault)}; expected a description of the run.", fault);
        }
    }

    /// <summary>What going on with the run asks for.</summary>
    internal TrainingRequest Request(Recipe recipe, int? threads, string? device, string? dataDirectory) => new(RecipeName, recipe)
    {
        Seed = Seed,
        Limit = Limit,
        Threads = threads ?? Threads,
        Device = device ?? Device,
        DataDirectory = dataDirectory,
        CommandLine = CommandLine,
        From = From,
    };

    // A folder from elsewhere may ask for anything.
    private RunInfo Checked(string file)
    {
        return Threads is < 1 or > MostThreads ? throw Fault("threads", Threads, $"1 to {MostThreads}")
            : Limit is < 1 ? throw Fault("limit", Limit, "null, or at least 1")
            : RecipeName.Length is 0 or > 200 || RecipeName.Any(char.IsControl) ? throw Fault("recipeName", "no name", "a recipe's name")
            : this;

        RecipeException Fault(string key, object? found, string expected) =>
            new($"{file}: {key} is {found}; expected {expected}.");
    }

    internal void Write(RunDirectory run) => AtomicFile.WriteText(run.Run, JsonSerializer.Serialize(this, Options) + "\n");
}
