namespace VaeSharp.Data;

/// <summary>A data set out of its archive, without any file written.</summary>
internal static class UnpackedFile
{
    /// <summary>Reads all; memory for the archive's content and for the images at once.</summary>
    /// <exception cref="DataFormatException">The archive is not what it should be.</exception>
    public static WholeDataset ReadAll(KnownDataset set, string archive)
    {
        var contents = new Dictionary<string, byte[]>();
        set.Format.Unpack(archive, (name, content) =>
        {
            set.Format.Check(name, content, $"{archive}/{name}");
            contents[name] = content;
        });
        string[] names = [.. set.Format.FileNames];
        return set.Format.Read(
            set.Name, set.ClassNames, [.. names.Select(name => $"{archive}/{name}")], i => contents[names[i]],
            i => contents[names[i]].LongLength);
    }
}
