namespace VaeSharp.Data;

/// <summary>What verification found of a data set.</summary>
/// <param name="Name">As recipes give it in data.name.</param>
/// <param name="Directory">Where it lies; "embedded" for one that the assembly carries.</param>
/// <param name="Files">One report a file.</param>
internal sealed record DatasetReport(string Name, string Directory, IReadOnlyList<FileReport> Files)
{
    /// <summary>Whether every file is there and none is damaged.</summary>
    public bool IsSound => Files.All(file => file.State is FileState.Verified or FileState.Unpinned);
}
