using System.Text;
using System.Text.Json;

namespace VaeSharp.Storage;

/// <summary>A growing file of one JSON value a line, such as <c>metrics.jsonl</c>.</summary>
/// <remarks>A line counts when its end is written: what a crash has cut off is dropped, never read.</remarks>
internal sealed class JsonLinesFile : IDisposable
{
    /// <summary>Bytes of the longest line that is written or read.</summary>
    public const int MaximumLineBytes = 1 << 20;

    private readonly string _path;
    private FileStream _stream;

    private JsonLinesFile(string path) => (_path, _stream) = (path, OpenRecovered(path));

    /// <summary>Opens a file for appending, made when there is none; a torn last line is cut off.</summary>
    /// <exception cref="IOException">The file cannot be written, or someone else appends to it.</exception>
    public static JsonLinesFile Open(string path) => new(Path.GetFullPath(path));

    /// <summary>Appends one line and hands it to the system: it survives this process, not a power cut.</summary>
    /// <exception cref="ArgumentException">Not one JSON value on one line.</exception>
    public void Append(string line)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(line + "\n");
        if (bytes.Length > MaximumLineBytes)
        {
            throw new ArgumentException($"A line of {bytes.Length} bytes; at most {MaximumLineBytes}.");
        }

        if (line.AsSpan().ContainsAny('\n', '\r') || !IsJson(bytes))
        {
            throw new ArgumentException($"Not one JSON value on one line: {line}");
        }

        _stream.Write(bytes);
        _stream.Flush();
    }

    /// <summary>Returns when all lines are on the disk itself.</summary>
    public void FlushToDisk() => _stream.Flush(flushToDisk: true);

    /// <summary>Drops the first line that is not to be kept and all after it; the file is replaced as a whole.</summary>
    /// <param name="keep">Given each line from the first on, for example: is its step before the one resumed from?</param>
    public void TruncateAfter(Func<string, bool> keep)
    {
        _stream.Dispose();
        try
        {
            AtomicFile.Write(_path, stream =>
            {
                foreach (string line in Read(_path).TakeWhile(keep))
                {
                    stream.Write(Encoding.UTF8.GetBytes(line + "\n"));
                }
            });
        }
        finally
        {
            _stream = OpenRecovered(_path);
        }
    }

    /// <summary>The complete lines of a file, also while someone appends to it.</summary>
    /// <exception cref="StorageFormatException">A line is not JSON, or longer than any that is written.</exception>
    public static IEnumerable<string> Read(string path)
    {
        DiskEntry.DemandFileOrNothing(path);
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        byte[] buffer = new byte[MaximumLineBytes];
        int filled = 0, number = 0;
        for (int read; (read = stream.Read(buffer, filled, buffer.Length - filled)) > 0;)
        {
            filled += read;
            int begin = 0;
            for (int length; (length = buffer.AsSpan(begin, filled - begin).IndexOf((byte)'\n')) >= 0; begin += length + 1)
            {
                yield return Line(path, ++number, buffer.AsSpan(begin, length));
            }

            buffer.AsSpan(begin, filled - begin).CopyTo(buffer);
            filled -= begin;
            if (filled == buffer.Length)
            {
                throw new StorageFormatException(path, $"line {number + 1} without an end", $"at most {MaximumLineBytes} bytes");
            }
        }
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _stream.Dispose();

    private static string Line(string path, int number, ReadOnlySpan<byte> line) => IsJson(line)
        ? Encoding.UTF8.GetString(line)
        : throw new StorageFormatException(path, $"line {number} that is not JSON", "one JSON value a line");

    private static bool IsJson(ReadOnlySpan<byte> line)
    {
        var reader = new Utf8JsonReader(line);
        try
        {
            return reader.Read() && reader.TrySkip() && !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static FileStream OpenRecovered(string path)
    {
        DiskEntry.DemandFileOrNothing(path);
        if (File.Exists(path))
        {
            OwnWholeLines(path);
        }

        return new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read);
    }

    // Replaced, never cut in place: another name of the same file, in another folder, keeps what it has.
    private static void OwnWholeLines(string path)
    {
        using FileStream old = File.OpenRead(path);
        long whole = CompleteLength(old);
        if (whole == old.Length && !DiskEntry.HasOtherNames(path))
        {
            return;
        }

        old.Position = 0;
        AtomicFile.Write(path, stream =>
        {
            byte[] buffer = new byte[1 << 16];
            for (long left = whole; left > 0;)
            {
                int read = old.Read(buffer, 0, (int)Math.Min(left, buffer.Length));
                if (read == 0)
                {
                    break;
                }

                stream.Write(buffer, 0, read);
                left -= read;
            }

            old.Dispose(); // Windows replaces no file that is open
        });
    }

    /// <summary>The length up to and with the last line end, found from the back.</summary>
    private static long CompleteLength(FileStream stream)
    {
        byte[] buffer = new byte[1 << 12];
        for (long end = stream.Length; end > 0;)
        {
            int length = (int)Math.Min(end, buffer.Length);
            stream.Position = end - length;
            stream.ReadExactly(buffer, 0, length);
            int last = buffer.AsSpan(0, length).LastIndexOf((byte)'\n');
            if (last >= 0)
            {
                return end - length + last + 1;
            }

            end -= length;
        }

        return 0;
    }
}
