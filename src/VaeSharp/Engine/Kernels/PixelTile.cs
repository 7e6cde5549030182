using System.Runtime.Intrinsics;

namespace VaeSharp.Engine.Kernels;

/// <summary>Sixteen pixels of an image brought together, so that one vector holds one number of each.</summary>
/// <remarks>An image's numbers lie by planes, [P, H·W], or by pixels, [H·W, P]; a tile's lie by planes, [P, 16].</remarks>
internal static unsafe class PixelTile
{
    /// <summary>Pixels of a tile.</summary>
    internal const int Pixels = BlockTranspose.Lanes;

    /// <summary>Fills a tile; pixels that an image's end leaves over become zeros.</summary>
    /// <param name="from">The first pixel's first number.</param>
    /// <param name="plane">Numbers from one plane to the next: 1 where they lie by pixels.</param>
    /// <param name="pixel">Numbers from one pixel to the next: 1 where they lie by planes.</param>
    /// <param name="planes">P.</param>
    /// <param name="pixels">1 to 16.</param>
    /// <param name="tile">Room for P × 16 numbers.</param>
    internal static void Load(float* from, nint plane, nint pixel, int planes, int pixels, float* tile)
    {
        if (plane == 1 && pixels == Pixels && planes >= Pixels && BlockTranspose.IsSupported)
        {
            // The last block begins early enough to be whole.
            for (int p = 0; p < planes; p += Pixels)
            {
                int first = Math.Min(p, planes - Pixels);
                BlockTranspose.Write(from + first, pixel, tile + (first * Pixels), Pixels);
            }

            return;
        }

        for (int p = 0; p < planes; p++, tile += Pixels)
        {
            if (pixel == 1 && pixels == Pixels)
            {
                Vector512.Load(from + (p * plane)).Store(tile);
                continue;
            }

            for (int i = 0; i < Pixels; i++)
            {
                tile[i] = i < pixels ? from[(p * plane) + (i * pixel)] : 0;
            }
        }
    }

    /// <summary>The way back; what a tile holds beyond the last pixel is left out.</summary>
    /// <param name="tile">P × 16 numbers.</param>
    /// <param name="to">The first pixel's first number.</param>
    /// <param name="plane">Numbers from one plane to the next.</param>
    /// <param name="pixel">Numbers from one pixel to the next.</param>
    /// <param name="planes">P.</param>
    /// <param name="pixels">1 to 16.</param>
    internal static void Store(float* tile, float* to, nint plane, nint pixel, int planes, int pixels)
    {
        if (plane == 1 && pixels == Pixels && planes >= Pixels && BlockTranspose.IsSupported)
        {
            for (int p = 0; p < planes; p += Pixels)
            {
                int first = Math.Min(p, planes - Pixels);
                BlockTranspose.Write(tile + (first * Pixels), Pixels, to + first, pixel);
            }

            return;
        }

        for (int p = 0; p < planes; p++, tile += Pixels)
        {
            if (pixel == 1 && pixels == Pixels)
            {
                Vector512.Load(tile).Store(to + (p * plane));
                continue;
            }

            for (int i = 0; i < pixels; i++)
            {
                to[(p * plane) + (i * pixel)] = tile[i];
            }
        }
    }
}
