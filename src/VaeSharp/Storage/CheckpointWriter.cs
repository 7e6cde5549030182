using System.Security.Cryptography;
using System.Text;

namespace VaeSharp.Storage;

/// <summary>Collects the files of a new checkpoint;
/// <see cref="CheckpointDirectory.Replace(string, Action{CheckpointWriter})"/> hands it out.</summary>
internal sealed class CheckpointWriter
{
    private readonly IFileSystem _files;
    private readonly string _directory;
    private readonly Dictionary<string, CheckpointFile> _written = new(StringComparer.OrdinalIgnoreCase);

    internal CheckpointWriter(IFileSystem files, string directory) => (_files, _directory) = (files, directory);

    /// <summary>Free text that travels in the manifest.</summary>
    public IDictionary<string, string> Properties { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Writes one file, to the disk itself.</summary>
    /// <param name="name">A plain file name: letters, digits, dots, underscores and hyphens.</param>
    /// <param name="write">Writes the whole content.</param>
    /// <exception cref="ArgumentException">The name is not plain, or taken.</exception>
    public void Write(string name, Action<Stream> write)
    {
        if (!PlainName.IsPlain(name))
        {
            throw new ArgumentException($"The file name '{name}'; expected {PlainName.Rule}.");
        }

        bool reserved = name.Equals(CheckpointManifest.FileName, StringComparison.OrdinalIgnoreCase);
        if (reserved || _written.ContainsKey(name))
        {
            throw new ArgumentException($"The file name '{name}' is taken.");
        }

        if (_written.Count == CheckpointManifest.MaximumFiles)
        {
            throw new ArgumentException($"A checkpoint has at most {CheckpointManifest.MaximumFiles} files.");
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using Stream file = _files.CreateFile(Path.Combine(_directory, name));
        var metered = new MeteredStream(file, hash: hash);
        write(metered);
        _files.FlushToDisk(file);
        _written[name] = new CheckpointFile(name, metered.Length, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    /// <summary>Writes one file of UTF-8 text.</summary>
    /// <exception cref="ArgumentException">The name is not plain, or taken.</exception>
    public void WriteText(string name, string text) =>
        Write(name, stream => stream.Write(Encoding.UTF8.GetBytes(text)));

    /// <summary>Writes one file of tensors, see <see cref="SafetensorsFile"/>.</summary>
    /// <exception cref="ArgumentException">A file or tensor name is unfit, or bytes and shape differ.</exception>
    public void WriteTensors(
        string name, IReadOnlyList<TensorSource> tensors, IReadOnlyDictionary<string, string>? metadata = null) =>
        Write(name, stream => SafetensorsFile.Write(stream, tensors, metadata));

    /// <summary>Only a complete checkpoint has a manifest.</summary>
    internal void Finish()
    {
        foreach ((string key, string value) in Properties)
        {
            WellFormedText.Demand(key, "property name");
            WellFormedText.Demand(value, $"property '{key}'");
        }

        byte[] json = new CheckpointManifest([.. _written.Values], Properties.AsReadOnly()).ToJson();
        using (Stream file = _files.CreateFile(Path.Combine(_directory, CheckpointManifest.FileName)))
        {
            file.Write(json);
            _files.FlushToDisk(file);
        }

        _files.SyncDirectory(_directory);
    }
}
