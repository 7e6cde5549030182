namespace VaeSharp.Data;

/// <summary>Images of one shape, without labels.</summary>
/// <param name="Shape">C, H and W, the same for all.</param>
/// <param name="Count">How many there are.</param>
/// <param name="Pixels">Count×C×H×W values.</param>
internal sealed record PixelBlock(ImageShape Shape, int Count, byte[] Pixels);
