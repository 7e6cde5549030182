using VaeSharp.Data;

namespace VaeSharp.Fuzz.Targets;

/// <summary>Archives of CIFAR's files, which are read without being unpacked.</summary>
internal sealed class CifarArchiveTarget : FuzzTarget
{
    public override string Name => "cifar-archive";

    // An entry's length is believed up to that of a published file.
    protected override long AnyBytes => 2L * CifarFormat.Instance.MostFileBytes;

    protected override long BytesPerByte => 4 * 1032; // the most that deflate expands to

    public override bool IsDocumented(Exception answer) => answer is DataFormatException;

    public override void Read(byte[] input) => CifarArchive.Read(new MemoryStream(input), "fuzz", (_, _) => { });
}
