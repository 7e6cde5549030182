namespace VaeSharp.Data;

/// <summary>The content of an IDX file of images.</summary>
/// <param name="Shape">The shape of each image.</param>
/// <param name="Count">How many there are.</param>
/// <param name="Pixels">Count×H×W values.</param>
public sealed record IdxImages(ImageShape Shape, int Count, byte[] Pixels);
