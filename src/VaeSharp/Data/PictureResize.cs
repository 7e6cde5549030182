namespace VaeSharp.Data;

/// <summary>What is done with a picture whose proportions are not those of the image.</summary>
public enum PictureResize
{
    /// <summary>The shorter side is scaled to fit, and the middle of the longer one is kept.</summary>
    Crop,

    /// <summary>The longer side is scaled to fit, and the rest is filled with the background.</summary>
    Pad,

    /// <summary>Both sides are scaled to fit: proportions change.</summary>
    Stretch,
}
