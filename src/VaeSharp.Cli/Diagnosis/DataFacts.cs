using VaeSharp.Data;

namespace VaeSharp.Cli.Diagnosis;

/// <summary>Which data sets are here.</summary>
internal static class DataFacts
{
    public static IEnumerable<Finding> All()
    {
        IReadOnlyList<DatasetListing> sets = DatasetCatalog.List();
        string? root = Environment.GetEnvironmentVariable(DatasetCatalog.DirectoryVariable);
        if (!string.IsNullOrEmpty(root))
        {
            bool there = Directory.Exists(root);
            yield return new(
                "dataDirectory", DatasetCatalog.DirectoryVariable, root, root, there ? Health.Good : Health.Weak,
                there ? null : $"There is no such directory; unset {DatasetCatalog.DirectoryVariable} or correct it.");
        }

        yield return Cache(DatasetCache.Default.Root);
        yield return new(
            "dataSets", "data sets", string.Join("; ", sets.Select(set => $"{set.Name}: {set.State}")),
            sets.ToDictionary(set => set.Name, set => set.State));
    }

    private static Finding Cache(string root)
    {
        bool writable = Writable.Is(root);
        return new(
            "cacheDirectory", "cache", writable ? root : $"{root} (cannot be written to)", root, writable ? Health.Good : Health.Weak,
            writable ? null : $"Data sets that are fetched cannot be kept: name another folder in {DatasetCache.DirectoryVariable}.");
    }
}
