using System.Reflection;
using System.Runtime.InteropServices;
using TorchSharp;
using VaeSharp.Models.Recipes;

namespace VaeSharp.Runs;

/// <summary>What a run was computed with.</summary>
/// <param name="VaeSharp">Version of this library.</param>
/// <param name="Commit">It was built from; null where it is not known.</param>
/// <param name="TorchSharp">Version of the binding.</param>
/// <param name="LibTorch">Version of the native library.</param>
/// <param name="DotNet">Version of the runtime.</param>
/// <param name="System">The operating system.</param>
/// <param name="Processor">Its name and the number of cores.</param>
internal sealed record RunVersions(
    string VaeSharp, string? Commit, string TorchSharp, string LibTorch, string DotNet, string System, string Processor)
{
    /// <summary>Those of this process.</summary>
    public static RunVersions Here()
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
