namespace VaeSharp.Storage;

/// <summary>Every operation that changes the disk, one by one, so that a test can fail or cut each of them.</summary>
internal interface IFileSystem
{
    void CreateDirectory(string path);

    /// <summary>An empty file, open for writing; an older one of that name, or a link, is removed first.</summary>
    Stream CreateFile(string path);

    /// <summary>Returns when the bytes written so far are on the disk itself.</summary>
    void FlushToDisk(Stream file);

    /// <summary>Replaces <paramref name="to"/> when it exists.</summary>
    void RenameFile(string from, string to);

    /// <summary><paramref name="to"/> must not exist.</summary>
    void RenameDirectory(string from, string to);

    /// <summary>A link is removed itself.</summary>
    void DeleteFile(string path);

    /// <summary>The directory must be empty.</summary>
    void DeleteDirectory(string path);

    /// <summary>Returns when the names in this directory are on the disk itself.</summary>
    void SyncDirectory(string path);
}
