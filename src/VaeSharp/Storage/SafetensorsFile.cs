using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace VaeSharp.Storage;

/// <summary>Named tensors in one file, in the safetensors format: no code, no pickle, checked before use.</summary>
/// <remarks>
/// Eight bytes of header length, a JSON header, then the tensors' bytes, row-major and little-endian.
/// Source: github.com/huggingface/safetensors, README, "Format".
/// </remarks>
internal sealed class SafetensorsFile : IDisposable
{
    private const int ChunkBytes = 1 << 16;
    private readonly SafeFileHandle _handle;
    private readonly bool _ownsHandle;
    private readonly SafetensorsHeader _header;
    private readonly long _dataStart;

    private SafetensorsFile(SafeFileHandle handle, bool ownsHandle, string file)
    {
        (_handle, _ownsHandle, Name) = (handle, ownsHandle, file);
        long length = RandomAccess.GetLength(handle);
        if (length < sizeof(ulong))
        {
            throw new StorageFormatException(file, $"{length} bytes", "at least the 8 of the header's length");
        }

        Span<byte> size = stackalloc byte[sizeof(ulong)];
        ReadExactly(size, 0);
        ulong headerLength = BinaryPrimitives.ReadUInt64LittleEndian(size);
        long room = Math.Min(length - sizeof(ulong), SafetensorsHeader.MaximumBytes);
        if (headerLength > (ulong)room)
        {
            throw new StorageFormatException(
                file, $"a header of {headerLength} bytes", $"at most {room} (the limit, or the rest of the file)");
        }

        byte[] header = new byte[headerLength];
        ReadExactly(header, sizeof(ulong));
        _dataStart = sizeof(ulong) + (long)headerLength;
        _header = SafetensorsHeader.Parse(file, header, length - _dataStart);
        Entries = [.. _header.Entries.Values.OrderBy(e => e.Offset).ThenBy(e => e.Name, StringComparer.Ordinal)];
    }

    /// <summary>The file as it was opened; errors name it.</summary>
    public string Name { get; }

    /// <summary>What the file says of each tensor, in the order of the bytes.</summary>
    public IReadOnlyList<TensorEntry> Entries { get; }

    /// <summary>Free text from the writer.</summary>
    public IReadOnlyDictionary<string, string> Metadata => _header.Metadata;

    /// <summary>What the file says of one tensor.</summary>
    /// <exception cref="StorageFormatException">There is no such tensor.</exception>
    public TensorEntry this[string name] => _header.Entries.TryGetValue(name, out TensorEntry? entry)
        ? entry
        : throw new StorageFormatException(Name, $"no tensor '{name}' among {Entries.Count}", "one of that name");

    /// <summary>Opens a file and checks its whole header; the tensors are read when asked for.</summary>
    /// <exception cref="StorageFormatException">The file is cut off, damaged or not of this format.</exception>
    public static SafetensorsFile Open(string path)
    {
        SafeFileHandle handle = ExactReading.Open(path);
        try
        {
            return new SafetensorsFile(handle, ownsHandle: true, path);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>Reads from a file that someone else keeps open.</summary>
    internal static SafetensorsFile Open(SafeFileHandle handle, string name) => new(handle, ownsHandle: false, name);

    /// <summary>Writes a file atomically; equal input gives equal bytes.</summary>
    /// <exception cref="ArgumentException">Names are not unique, or bytes and shape differ.</exception>
    /// <exception cref="IOException">The disk refused; an older file is untouched.</exception>
    public static void Write(
        string path, IReadOnlyList<TensorSource> tensors, IReadOnlyDictionary<string, string>? metadata = null) =>
        AtomicFile.Write(path, stream => Write(stream, tensors, metadata));

    /// <summary>Writes the format to a stream; equal input gives equal bytes.</summary>
    /// <exception cref="ArgumentException">Names are not unique, or bytes and shape differ.</exception>
    public static void Write(
        Stream stream, IReadOnlyList<TensorSource> tensors, IReadOnlyDictionary<string, string>? metadata = null) =>
        SafetensorsWriter.Write(stream, tensors, metadata);

    /// <summary>Whether there is a tensor of that name.</summary>
    public bool Contains(string name) => _header.Entries.ContainsKey(name);

    /// <summary>The bytes of one tensor.</summary>
    /// <exception cref="StorageFormatException">There is no such tensor, or the file has shrunk meanwhile.</exception>
    public byte[] Read(string name)
    {
        TensorEntry entry = this[name];
        if (entry.Length > Array.MaxLength)
        {
            throw new StorageFormatException(
                Name, $"tensor '{name}' of {entry.Length} bytes", $"at most {Array.MaxLength} for one array");
        }

        byte[] bytes = new byte[entry.Length];
        Read(name, bytes);
        return bytes;
    }

    /// <summary>Reads one tensor into memory of exactly its <see cref="TensorEntry.Length"/>.</summary>
    /// <exception cref="ArgumentException">The destination has another length.</exception>
    /// <exception cref="StorageFormatException">There is no such tensor, or the file has shrunk meanwhile.</exception>
    public void Read(string name, Span<byte> destination)
    {
        TensorEntry entry = this[name];
        if (destination.Length != entry.Length)
        {
            throw new ArgumentException(
                $"Tensor '{name}' has {entry.Length} bytes; the destination has {destination.Length}.");
        }

        ReadExactly(destination, _dataStart + entry.Offset);
    }

    /// <summary>Whether no element of the tensor is NaN or infinite; integers are always finite.</summary>
    public bool IsFinite(string name)
    {
        TensorEntry entry = this[name];
        byte[] chunk = new byte[Math.Min(entry.Length, ChunkBytes)];
        for (long done = 0; done < entry.Length; done += chunk.Length)
        {
            Span<byte> part = chunk.AsSpan(0, (int)Math.Min(chunk.Length, entry.Length - done));
            ReadExactly(part, _dataStart + entry.Offset + done);
            if (!entry.DType.AllFinite(part))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        if (_ownsHandle)
        {
            _handle.Dispose();
        }
    }

    private void ReadExactly(Span<byte> destination, long offset) => _handle.ReadExactly(destination, offset, Name);
}
