namespace VaeSharp.Data;

/// <summary>How a data set of several files is recognised, unpacked and read.</summary>
internal interface IDatasetFormat
{
    /// <summary>The names of the decoded files.</summary>
    IReadOnlyList<string> FileNames { get; }

    /// <summary>The directory that the official archive puts its files in; empty when there is none.</summary>
    string InnerDirectory { get; }

    /// <summary>Files and directories that hold the same data in a form that is not read.</summary>
    IReadOnlyList<string> OtherVersions { get; }

    /// <summary>Where a file, or its compressed twin, lies in a directory; null when it does not.</summary>
    string? Find(string directory, string fileName);

    /// <summary>Looks at lengths and headers alone: whether a data set's files can be what they should, and fit memory.</summary>
    /// <param name="paths">Where they lie.</param>
    /// <exception cref="DataFormatException">A file is not as long as its header says, or all are longer than may be.</exception>
    void DemandLengths(IReadOnlyList<string> paths);

    /// <summary>Decodes one downloaded archive, a file at a time.</summary>
    /// <exception cref="DataFormatException">The archive is not what it should be.</exception>
    void Unpack(string archivePath, Action<string, byte[]> receive);

    /// <summary>Fails unless a file's bytes, decoded or compressed, are what the format says.</summary>
    /// <exception cref="DataFormatException">They are not.</exception>
    void Check(string fileName, byte[] bytes, string path);

    /// <summary>Reads the files as one data set.</summary>
    /// <param name="name">What the data set is called.</param>
    /// <param name="classNames">What its classes are called; null to number them.</param>
    /// <param name="paths">Where each of <see cref="FileNames"/> lies.</param>
    /// <param name="read">Gives the bytes of the path at an index; may be called from several threads.</param>
    /// <param name="length">Gives its length, where that is not the file's.</param>
    /// <exception cref="DataFormatException">A file is malformed.</exception>
    WholeDataset Read(
        string name, IReadOnlyList<string>? classNames, IReadOnlyList<string> paths, Func<int, byte[]> read,
        Func<int, long>? length = null);
}
