namespace VaeSharp.Data;

/// <summary>A directory with the six binary files of CIFAR-10.</summary>
internal static class CifarFolder
{
    /// <summary>The directory that the official archive holds.</summary>
    internal const string ArchiveDirectory = "cifar-10-batches-bin";

    private const string TestFile = "test_batch.bin";

    /// <summary>The six names, the test file last.</summary>
    internal static IReadOnlyList<string> Names { get; } =
        ["data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin", "data_batch_4.bin", "data_batch_5.bin", TestFile];

    /// <summary>Whether all six are there.</summary>
    public static bool Has(string directory) => Names.All(name => File.Exists(Path.Combine(directory, name)));

    /// <summary>Reads the six files.</summary>
    public static WholeDataset Load(string name, string directory)
    {
        string[] paths = [.. Names.Select(file => Path.Combine(directory, file))];
        return new(
            CifarFile.ReadAll(name, ClassNames.Cifar10, paths[..^1]),
            CifarFile.ReadAll(name, ClassNames.Cifar10, paths[^1..]));
    }
}
