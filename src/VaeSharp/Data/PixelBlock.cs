namespace VaeSharp.Data;

/// <summary>Images of one shape, without labels.</summary>
/// <param name="Shape">The shape of each image.</param>
/// <param name="Count">How many there are.</param>
/// <param name="Pixels">Count×C×H×W values.</param>
public sealed record PixelBlock(ImageShape Shape, int Count, byte[] Pixels);
