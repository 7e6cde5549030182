namespace VaeSharp.Data;

/// <summary>What a record of a CIFAR file is: label bytes, then 32×32 red, green and blue values.</summary>
/// <param name="LabelBytes">How many come first.</param>
/// <param name="Label">Which of them is the label.</param>
/// <param name="Classes">Every label is below this.</param>
internal sealed record CifarLayout(int LabelBytes, int Label, int Classes)
{
    /// <summary>CIFAR-10.</summary>
    public static CifarLayout Ten { get; } = new(1, 0, 10);

    /// <summary>CIFAR-100 by its hundred fine labels.</summary>
    public static CifarLayout Fine { get; } = new(2, 1, 100);

    /// <summary>CIFAR-100 by its twenty coarse labels.</summary>
    public static CifarLayout Coarse { get; } = new(2, 0, 20);

    /// <summary>Labels and pixels of one image; bytes.</summary>
    public int RecordBytes => LabelBytes + CifarFile.Shape.Values;
}
