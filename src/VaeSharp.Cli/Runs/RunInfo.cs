using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using TorchSharp;
using VaeSharp.Data;
using VaeSharp.Models.Recipes;
using VaeSharp.Storage;
using VaeSharp.Training;

namespace VaeSharp.Cli.Runs;

/// <summary>How a run was made; with the recipe, all that making it again needs.</summary>
internal sealed record RunInfo(
    string RecipeName,
    IReadOnlyList<string> CommandLine,
    ulong Seed,
    int? Limit,
    int Threads,
    string Device,
    DateTimeOffset Started,
    RunVersions Versions,
    RunData Data)
{
    private const int MostThreads = 1024;

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

    internal static RunInfo Read(RunDirectory run)
    {
        try
        {
            RunInfo info = JsonSerializer.Deserialize<RunInfo>(RunDirectory.ReadText(run.Run), Options)
                ?? throw new RecipeException($"{run.Run}: null; expected how the run was made.");
            return info.Checked(run.Run);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            throw new RecipeException($"{run.Run}: {fault.Message}", fault);
        }
    }

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

/// <summary>What the run was computed with.</summary>
internal sealed record RunVersions(
    string VaeSharp, string? Commit, string TorchSharp, string LibTorch, string DotNet, string System, string Processor)
{
    internal static RunVersions Here()
    {
        string informational = typeof(Recipe).Assembly
            .GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
        string[] parts = informational.Split('+', 2);
        return new RunVersions(
            parts[0], parts.Length > 1 ? parts[1] : null,
            typeof(torch).Assembly.GetName().Version?.ToString(3) ?? "unknown", torch.__version__,
            Environment.Version.ToString(), RuntimeInformation.OSDescription, ProcessorName());
    }

    private static string ProcessorName()
    {
        const string linux = "/proc/cpuinfo";
        string? line = File.Exists(linux)
            ? File.ReadLines(linux).FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))
            : null;
        string name = line?.Split(':', 2)[1].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString();
        return $"{name}, {Environment.ProcessorCount} cores";
    }
}

/// <summary>The images that the run saw, by digest.</summary>
internal sealed record RunData(string Name, RunSplit Train, RunSplit Validation, RunSplit Test)
{
    internal static RunData Of(DatasetSplits splits) => new(
        splits.Train.Name, RunSplit.Of(splits.Train), RunSplit.Of(splits.Validation), RunSplit.Of(splits.Test));
}

/// <summary>One split: how many images, and SHA-256 over pixels and labels.</summary>
internal sealed record RunSplit(int Images, string Sha256)
{
    internal static RunSplit Of(ImageDataset images) => new(images.Count, images.Digest);
}
