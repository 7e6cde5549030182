using Microsoft.Win32.SafeHandles;

namespace VaeSharp.Storage;

/// <summary>Reads that are complete or fail.</summary>
internal static class ExactReading
{
    /// <summary>Others may rename or delete the file meanwhile; what is open stays readable.</summary>
    public static SafeFileHandle Open(string path) =>
        File.OpenHandle(path, share: FileShare.Read | FileShare.Delete);

    public static void ReadExactly(this SafeFileHandle handle, Span<byte> destination, long offset, string file)
    {
        while (destination.Length > 0)
        {
            int read = RandomAccess.Read(handle, destination, offset);
            if (read == 0) throw new StorageFormatException(file, $"an end at byte {offset}", "more data");
            destination = destination[read..];
            offset += read;
        }
    }
}
