using VaeSharp.Data;

namespace VaeSharp.Fuzz.Targets;

/// <summary>IDX files of images and of labels, plain and compressed.</summary>
internal sealed class IdxTarget : FuzzTarget
{
    public override string Name => "idx";

    // Deflate expands to 1,032 bytes at the most, which are read twice where a trailer lies.
    protected override long BytesPerByte => 2 * 1032 + 4;

    public override bool IsDocumented(Exception answer) => answer is DataFormatException;

    public override void Read(byte[] input)
    {
        bool images = input.Length % 2 == 0;
        IdxContent content = IdxContent.Of(input, "fuzz", images ? IdxFile.ImagesHeader : IdxFile.LabelsHeader);
        if (images)
        {
            IdxFile.ReadImages(content, "fuzz");
        }
        else
        {
            IdxFile.ReadLabels(content, "fuzz", classes: 10);
        }
    }
}
