namespace VaeSharp.Data;

/// <summary>What is known beforehand about a data set that can be asked for by name.</summary>
/// <param name="Name">The name to ask for.</param>
/// <param name="Shape">The shape of its images.</param>
/// <param name="ClassNames">What its classes are called.</param>
/// <param name="TrainCount">Training images as published.</param>
/// <param name="TestCount">Test images as published.</param>
/// <param name="Source">The page that describes it.</param>
/// <param name="Licence">On what terms it may be used.</param>
/// <param name="Format">How its files are read.</param>
/// <param name="Archives">What is downloaded; none for a data set that the assembly carries.</param>
internal sealed record KnownDataset(
    string Name,
    ImageShape Shape,
    IReadOnlyList<string> ClassNames,
    int TrainCount,
    int TestCount,
    string Source,
    string Licence,
    IDatasetFormat Format,
    IReadOnlyList<PublishedFile> Archives)
{
    /// <summary>The directory that its files lie in; that of another data set where both have the same files.</summary>
    public string Home { get; init; } = Name;

    /// <summary>SHA-256 of its decoded files, as far as they were published or computed from published archives.</summary>
    public IReadOnlyDictionary<string, string> Contents { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether the assembly carries it.</summary>
    public bool IsEmbedded => Archives.Count == 0;
}
