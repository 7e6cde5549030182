using VaeSharp.Data;

namespace VaeSharp.Fuzz.Targets;

/// <summary>Binary files of CIFAR.</summary>
internal sealed class CifarTarget : FuzzTarget
{
    public override string Name => "cifar";

    protected override long BytesPerByte => 4;

    public override bool IsDocumented(Exception answer) => answer is DataFormatException;

    public override void Read(byte[] input)
    {
        int count = CifarFile.CountRecords(input.Length, "fuzz");
        CifarFile.Read(input, "fuzz", new byte[count * CifarFile.Shape.Values], new byte[count]);
    }
}
