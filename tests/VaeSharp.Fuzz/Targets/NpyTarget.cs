using VaeSharp.Data;

namespace VaeSharp.Fuzz.Targets;

/// <summary>NumPy arrays of images.</summary>
internal sealed class NpyTarget : FuzzTarget
{
    private static readonly ImageShape Images = new(1, 2, 3);

    public override string Name => "npy";

    protected override long BytesPerByte => 50;

    public override bool IsDocumented(Exception answer) => answer is DataFormatException;

    public override void Read(byte[] input) => NpyImages.Read(new MemoryStream(input), "fuzz", Images);
}
