namespace VaeSharp.Storage;

/// <summary>Another process works in a directory that only one may work in.</summary>
internal sealed class DirectoryLockedException : IOException
{
    internal DirectoryLockedException(string directory, string holder, Exception? inner = null)
        : base($"{directory}: is in use by {holder}; wait for it, end it, or choose another directory.", inner) =>
        Directory = directory;

    /// <summary>The directory that is in use.</summary>
    public string Directory { get; }
}
