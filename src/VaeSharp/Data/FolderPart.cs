namespace VaeSharp.Data;

/// <summary>What a picture of a folder is for.</summary>
internal enum FolderPart
{
    /// <summary>To learn from, and to hold back validation images of.</summary>
    Train,

    /// <summary>In a folder of validation images.</summary>
    Validation,

    /// <summary>To report on.</summary>
    Test,
}
