using VaeSharp.Storage;

namespace VaeSharp.Fuzz.Targets;

/// <summary>Files of tensors: the header, then every tensor.</summary>
internal sealed class SafetensorsTarget : FuzzTarget, IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

    public override string Name => "safetensors";

    // Tensors are at most the file; a header's entries and the message about a fault cost more.
    protected override long BytesPerByte => 200;

    public override bool IsDocumented(Exception answer) => answer is StorageFormatException;

    public override void Read(byte[] input)
    {
        using (FileStream stream = File.Create(_path))
        {
            stream.Write(input);
        }

        using SafetensorsFile file = SafetensorsFile.Open(_path);
        foreach (TensorEntry entry in file.Entries)
        {
            _ = file.IsFinite(entry.Name);
            _ = file.Read(entry.Name);
        }
    }

    public void Dispose() => File.Delete(_path);
}
