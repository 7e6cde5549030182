using System.Text;
using Microsoft.Win32.SafeHandles;

namespace VaeSharp.Storage;

/// <summary>Reads that are complete or fail.</summary>
internal static class ExactReading
{
    /// <summary>Others may rename or delete the file meanwhile; what is open stays readable.</summary>
    /// <exception cref="IOException">A pipe, a device or a directory stands there.</exception>
    public static SafeFileHandle Open(string path)
    {
        DiskEntry.DemandReadable(path);
        return File.OpenHandle(path, share: FileShare.Read | FileShare.Delete);
    }

    /// <summary>The whole of a text file that is small by its nature.</summary>
    /// <param name="path">A regular file; links are followed.</param>
    /// <param name="maximumBytes">More is refused before it is read.</param>
    /// <exception cref="IOException">A pipe, a device or a directory stands there.</exception>
    /// <exception cref="StorageFormatException">It is longer.</exception>
    public static string ReadText(string path, int maximumBytes = 1 << 24)
    {
        using SafeFileHandle handle = Open(path);
        long length = RandomAccess.GetLength(handle);
        if (length > maximumBytes)
        {
            throw new StorageFormatException(path, $"{length} bytes", $"at most {maximumBytes}");
        }

        byte[] bytes = new byte[length];
        handle.ReadExactly(bytes, 0, path);
        // A byte-order mark is no part of the text.
        return Encoding.UTF8.GetString(bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? bytes.AsSpan(3) : bytes);
    }

    public static void ReadExactly(this SafeFileHandle handle, Span<byte> destination, long offset, string file)
    {
        while (destination.Length > 0)
        {
            int read = RandomAccess.Read(handle, destination, offset);
            if (read == 0)
            {
                throw new StorageFormatException(file, $"an end at byte {offset}", "more data");
            }

            destination = destination[read..];
            offset += read;
        }
    }
}
