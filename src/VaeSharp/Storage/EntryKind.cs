namespace VaeSharp.Storage;

/// <summary>What stands at a name on the disk.</summary>
internal enum EntryKind
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>A regular file.</summary>
    File,

    /// <summary>A directory itself, not a link to one.</summary>
    Directory,

    /// <summary>A symbolic link or junction, wherever it points.</summary>
    Link,

    /// <summary>A pipe, a socket or a device: opening it may wait for ever or never end.</summary>
    Other,
}
