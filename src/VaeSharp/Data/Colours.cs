namespace VaeSharp.Data;

/// <summary>From three channels to one.</summary>
internal static class Colours
{
    /// <summary>The images with so many channels; null for one where red, green and blue agree everywhere, else three.</summary>
    /// <remarks>Colours become grey by their luma. Source: ITU-R BT.601.</remarks>
    public static PixelBlock WithChannels(PixelBlock images, int? channels) =>
        channels == 3 || (channels is null && !AreGrey(images)) ? images : Grey(images);

    private static bool AreGrey(PixelBlock images)
    {
        int plane = images.Shape.Height * images.Shape.Width;
        for (int i = 0; i < images.Count; i++)
        {
            ReadOnlySpan<byte> image = images.Pixels.AsSpan(i * 3 * plane, 3 * plane);
            ReadOnlySpan<byte> red = image[..plane];
            if (!red.SequenceEqual(image[plane..(2 * plane)]) || !red.SequenceEqual(image[(2 * plane)..]))
            {
                return false;
            }
        }

        return true;
    }

    private static PixelBlock Grey(PixelBlock images)
    {
        int plane = images.Shape.Height * images.Shape.Width;
        var grey = new byte[images.Count * plane];
        for (int i = 0; i < images.Count; i++)
        {
            ReadOnlySpan<byte> image = images.Pixels.AsSpan(i * 3 * plane, 3 * plane);
            for (int at = 0; at < plane; at++)
            {
                grey[(i * plane) + at] =
                    (byte)(((299 * image[at]) + (587 * image[plane + at]) + (114 * image[(2 * plane) + at]) + 500) / 1000);
            }
        }

        return new(images.Shape with { Channels = 1 }, images.Count, grey);
    }
}
