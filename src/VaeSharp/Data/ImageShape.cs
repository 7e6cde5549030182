namespace VaeSharp.Data;

/// <summary>The shape of one image, stored as planes: channel, then row, then column.</summary>
/// <param name="Channels">1 for grey, 3 for red, green, blue.</param>
/// <param name="Height">Rows, in pixels.</param>
/// <param name="Width">Columns, in pixels.</param>
public readonly record struct ImageShape(int Channels, int Height, int Width)
{
    /// <summary>How many values one image has: C×H×W.</summary>
    public int Values => checked(Channels * Height * Width);

    /// <summary>For example <c>1×28×28</c>.</summary>
    public override string ToString() => $"{Channels}×{Height}×{Width}";
}
