namespace VaeSharp.EndToEnd.Tests;

/// <summary>Which real data sets this machine offers beside the embedded MNIST.</summary>
public static class RealData
{
    public static bool HasCifar { get; } =
        Environment.GetEnvironmentVariable("VAESHARP_DATA") is { Length: > 0 } root
        && Directory.Exists(root)
        && Directory.EnumerateFiles(root, "data_batch_1.bin", SearchOption.AllDirectories).Any();
}
