namespace VaeSharp.Data;

/// <summary>One picture of a folder.</summary>
/// <param name="Path">Where it lies.</param>
/// <param name="RelativePath">From the folder's top, with forward slashes.</param>
/// <param name="Label">Its class.</param>
/// <param name="IsTest">Whether it belongs to the test images.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Modified">When it was last written, in ticks of UTC.</param>
internal sealed record ImageFile(
    string Path, string RelativePath, byte Label, bool IsTest, long Bytes, long Modified);
