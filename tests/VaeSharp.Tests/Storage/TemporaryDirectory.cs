namespace VaeSharp.Tests.Storage;

/// <summary>A directory of its own, gone after the test.</summary>
internal sealed class TemporaryDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("vaesharp-test-").FullName;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Puts bytes there as they are, damaged or not.</summary>
    /// <param name="name">Relative, or absolute within.</param>
    /// <param name="bytes">The whole content.</param>
    public string Plant(string name, ReadOnlySpan<byte> bytes)
    {
        using FileStream stream = System.IO.File.Create(File(name));
        stream.Write(bytes);
        return File(name);
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
