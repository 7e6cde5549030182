namespace VaeSharp.Data;

/// <summary>The data sets that can be asked for by name.</summary>
public static class DatasetCatalog
{
    /// <summary>The environment variable that names a directory of data sets.</summary>
    public const string DirectoryVariable = "VAESHARP_DATA";

    /// <summary>Reads a data set and cuts it into training, validation and test images.</summary>
    /// <param name="request">Which one, and how much of it.</param>
    /// <param name="progress">Receives a line for each step that takes time.</param>
    /// <exception cref="ArgumentException">The name is unknown, or a number does not fit the data set.</exception>
    /// <exception cref="DatasetUnavailableException">The data set is not here; the message says how to get it.</exception>
    /// <exception cref="DataFormatException">A file is not what its format says.</exception>
    public static DatasetSplits Open(DatasetRequest request, IProgress<string>? progress = null)
    {
        WholeDataset whole = Load(request);
        progress?.Report($"{request.Name}: {whole.Train.Count} training and {whole.Test.Count} test images.");
        return DatasetSplits.Cut(whole.Train, whole.Test, request.ValidationCount, request.Limit);
    }

    private static WholeDataset Load(DatasetRequest request) => request.Name switch
    {
        "mnist" => EmbeddedMnist.Load(),
        "cifar10" => CifarFolder.Load(request.Name, Find(request, CifarFolder.Has, CifarFolder.ArchiveDirectory)),
        "fashion-mnist" => IdxFolder.Load(request.Name, ClassNames.FashionMnist, Find(request, IdxFolder.Has)),
        "kmnist" => IdxFolder.Load(request.Name, ClassNames.Kmnist, Find(request, IdxFolder.Has)),
        ['i', 'd', 'x', ':', .. string path] => IdxFolder.Load(request.Name, null, path),
        _ => throw new ArgumentException(
            $"There is no data set '{request.Name}'. Known: mnist, cifar10, fashion-mnist, kmnist, idx:PATH."),
    };

    private static string Find(DatasetRequest request, Func<string, bool> has, string inner = "")
    {
        string? root = request.Directory ?? Environment.GetEnvironmentVariable(DirectoryVariable);
        string[] places = string.IsNullOrEmpty(root)
            ? []
            :
            [
                Path.Combine(root, request.Name, inner), Path.Combine(root, request.Name),
                Path.Combine(root, inner), root,
            ];
        return places.FirstOrDefault(has) ?? throw new DatasetUnavailableException(
            $"{request.Name} was not found (looked in: {string.Join(", ", places.Distinct())}). "
            + $"Name its directory, or set {DirectoryVariable}.");
    }
}
