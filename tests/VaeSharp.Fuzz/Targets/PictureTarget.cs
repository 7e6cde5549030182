using VaeSharp.Data;

namespace VaeSharp.Fuzz.Targets;

/// <summary>Headers of pictures, and the whole of small ones.</summary>
internal sealed class PictureTarget : FuzzTarget
{
    private const int MostPixels = 1 << 16;
    private static readonly ImageShape Target = new(3, 8, 8);

    public override string Name => "picture";

    protected override long BytesPerByte => 4;

    public override bool IsDocumented(Exception answer) => answer is DataFormatException;

    public override void Read(byte[] input)
    {
        ImageShape shape = PictureFile.ReadShape(input, "fuzz");
        if ((long)shape.Height * shape.Width <= MostPixels)
        {
            PictureFile.Read(input, "fuzz", new byte[Target.Values], Target, new PictureOptions());
        }
    }
}
