using VaeSharp.Storage;

namespace VaeSharp.Data;

/// <summary>The directory in which downloaded and decoded data sets are kept.</summary>
/// <param name="root">The directory; made when first written to.</param>
internal sealed class DatasetCache(string root)
{
    /// <summary>The environment variable that names the directory.</summary>
    public const string DirectoryVariable = "VAESHARP_CACHE";

    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(200);

    /// <summary>VAESHARP_CACHE, else <c>vaesharp</c> under XDG_CACHE_HOME, else under the user's local data.</summary>
    public static DatasetCache Default => new(
        Variable(DirectoryVariable)
        ?? Path.Combine(
            Variable("XDG_CACHE_HOME")
                ?? Environment.GetFolderPath(
                    Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify),
            "vaesharp"));

    /// <summary>The directory, as an absolute path.</summary>
    public string Root { get; } = Path.GetFullPath(root);

    /// <summary>Where the files of a data set lie.</summary>
    public string DirectoryOf(string name) => Path.Combine(Root, name);

    /// <summary>Makes the directory of a data set.</summary>
    /// <exception cref="DatasetUnavailableException">It cannot be written to.</exception>
    internal string Prepare(string name)
    {
        try
        {
            return Directory.CreateDirectory(DirectoryOf(name)).FullName;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw NotWritable(refused);
        }
    }

    /// <summary>Waits until no other process works on a data set, then keeps others waiting.</summary>
    /// <remarks>The file stays: if it went, two waiting processes could each lock one of the same name.</remarks>
    internal FileStream Lock(string name, IProgress<string>? progress, CancellationToken cancellation)
    {
        string path = Path.Combine(Prepare(name), ".lock");
        for (bool told = false; ; told = true)
        {
            try
            {
                DiskEntry.DemandFileOrNothing(path);
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException held) when (DiskEntry.IsInUse(held))
            {
                if (!told)
                {
                    progress?.Report($"Waiting for another process that fetches {name} ({path}).");
                }

                cancellation.WaitHandle.WaitOne(PollInterval);
                cancellation.ThrowIfCancellationRequested();
            }
            catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
            {
                throw NotWritable(refused);
            }
        }
    }

    private DatasetUnavailableException NotWritable(Exception refused) => new(
        $"The cache directory {Root} cannot be written to ({refused.Message}). "
        + $"Name another with {DirectoryVariable}.", refused);

    private static string? Variable(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
