using System.Security.Cryptography;

namespace VaeSharp.Data;

/// <summary>The MNIST archives that the assembly carries.</summary>
internal static class EmbeddedMnist
{
    /// <summary>SHA-256 of each decompressed file.</summary>
    internal static IReadOnlyDictionary<string, string> Digests { get; } = new Dictionary<string, string>
    {
        [IdxFormat.TrainImages] = "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
        [IdxFormat.TrainLabels] = "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
        [IdxFormat.TestImages] = "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
        [IdxFormat.TestLabels] = "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
    };

    public static WholeDataset Load()
    {
        IReadOnlyList<string> files = IdxFormat.Instance.FileNames;
        return IdxFormat.Assemble("mnist", ClassNames.Digits, files, i => Read(files[i]));
    }

    /// <summary>One decompressed file, verified.</summary>
    internal static IdxContent Read(string file)
    {
        string resource = $"mnist/{file}.gz";
        using Stream stream = typeof(EmbeddedMnist).Assembly.GetManifestResourceStream(resource)
            ?? throw new DatasetUnavailableException($"The assembly lacks {resource}: build it with data/mnist/.");
        var compressed = new byte[stream.Length];
        stream.ReadExactly(compressed);
        IdxContent content = IdxContent.Of(compressed, resource, IdxFormat.HeaderLength(file));
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(content.Header);
        hash.AppendData(content.Body);
        string digest = Convert.ToHexStringLower(hash.GetHashAndReset());
        return digest == Digests[file]
            ? content
            : throw new DataFormatException(resource, 0, $"content with SHA-256 {digest}", Digests[file]);
    }
}
