using VaeSharp.Storage;

namespace VaeSharp.Tests.Storage;

/// <summary>How the disk fails at the chosen operation.</summary>
public enum Fault
{
    /// <summary>It answers with an error once and works again afterwards.</summary>
    Error,

    /// <summary>It answers with an error from then on, as a full or dying disk.</summary>
    ErrorForGood,

    /// <summary>The process dies: what was done stays, nothing more happens.</summary>
    Kill,

    /// <summary>The power goes: all that was not yet flushed is lost, names and contents.</summary>
    PowerCut,

    /// <summary>The power goes after names reached the disk and before contents did, as journals may do.</summary>
    PowerCutWithNames,
}

/// <summary>
/// A real directory under a disk that fails at the n-th operation. It remembers how to undo each change of a name
/// until that directory is synchronized, and how much of each file was flushed: a power cut takes the rest away.
/// </summary>
internal sealed class FaultyFileSystem(string scratch, Fault fault, int failAt = int.MaxValue) : IFileSystem
{
    private readonly DiskFileSystem _disk = DiskFileSystem.Instance;
    private readonly List<Change> _unsynchronized = [];
    private readonly Dictionary<string, long> _flushed = new(StringComparer.Ordinal);

    /// <summary>Operations asked for so far.</summary>
    public int Count { get; private set; }

    /// <summary>Whether the chosen operation was reached.</summary>
    public bool HasFailed => Count >= failAt;

    /// <summary>Whether the disk has died.</summary>
    public bool IsDead { get; private set; }

    public void CreateDirectory(string path)
    {
        bool existed = Directory.Exists(path);
        Do(path, () => _disk.CreateDirectory(path), existed ? null : () => Directory.Delete(path, recursive: true));
    }

    public Stream CreateFile(string path)
    {
        Do(path, () => File.Create(path).Dispose(), () => File.Delete(path));
        if (!IsDead)
        {
            _flushed[path] = 0;
        }
        // A dead disk swallows what comes; the file itself may not exist.
        return new FaultyStream(IsDead ? Stream.Null : File.OpenWrite(path), path, this);
    }

    public void FlushToDisk(Stream file)
    {
        var stream = (FaultyStream)file;
        Operate(() =>
        {
            stream.Flush();
            _flushed[stream.Path] = stream.Length;
        });
    }

    public void RenameFile(string from, string to)
    {
        string? kept = File.Exists(to) ? Keep(to) : null;
        Do(to, () => Move(from, to), () =>
        {
            File.Move(to, from);
            if (kept is not null)
            {
                File.Move(kept, to);
            }
        });
    }

    public void RenameDirectory(string from, string to)
    {
        if (IsDead)
        {
            return;
        }

        if (_unsynchronized.Any(change => change.Directory == from))
        {
            throw new InvalidOperationException($"{from} is renamed before its names are on the disk.");
        }

        if (_flushed.Keys.Any(path => Path.GetDirectoryName(path) == from && _flushed[path] != new FileInfo(path).Length))
        {
            throw new InvalidOperationException($"{from} is renamed before its contents are on the disk.");
        }

        Do(to, () => _disk.RenameDirectory(from, to), () => Directory.Move(to, from));
    }

    public void DeleteFile(string path)
    {
        string kept = Keep(path);
        Do(path, () => _disk.DeleteFile(path), () => File.Move(kept, path));
    }

    public void DeleteDirectory(string path) =>
        Do(path, () => _disk.DeleteDirectory(path), () => Directory.CreateDirectory(path), removed: path);

    public void SyncDirectory(string path) => Operate(() =>
    {
        // When a directory is gone for good, so is what was in it.
        string[] gone = [path, .. _unsynchronized.Where(c => c.Directory == path && c.Removed is not null).Select(c => c.Removed!)];
        _unsynchronized.RemoveAll(change => gone.Contains(change.Directory));
    });

    /// <summary>Runs what may fail of the injected fault, and of nothing else; false when it did.</summary>
    public bool Try(Action action)
    {
        try
        {
            action();
            return !IsDead;
        }
        catch (IOException) when (HasFailed)
        {
            return false;
        }
    }

    /// <summary>The power goes now.</summary>
    public void Lose()
    {
        IsDead = true;
        // Contents first, while the files still have the names they were written under.
        foreach ((string path, long length) in _flushed)
        {
            if (!File.Exists(path))
            {
                continue;
            }

            using FileStream file = File.OpenWrite(path);
            file.SetLength(Math.Min(length, file.Length));
        }

        if (fault == Fault.PowerCutWithNames)
        {
            return;
        }

        foreach (Change change in Enumerable.Reverse(_unsynchronized))
        {
            change.Undo();
        }
    }

    /// <summary>One change of a name in the directory that holds <paramref name="path"/>.</summary>
    private void Do(string path, Action change, Action? undo, string? removed = null) => Operate(() =>
    {
        change();
        if (undo is not null)
        {
            _unsynchronized.Add(new Change(Path.GetDirectoryName(path)!, undo, removed));
        }
    });

    internal void Operate(Action operation)
    {
        if (IsDead)
        {
            return;
        }

        bool fails = ++Count == failAt || (fault == Fault.ErrorForGood && Count > failAt);
        if (!fails)
        {
            operation();
            return;
        }

        if (fault is Fault.Error or Fault.ErrorForGood)
        {
            throw new IOException("No space left on device (injected).");
        }

        IsDead = true;
        if (fault is Fault.PowerCut or Fault.PowerCutWithNames)
        {
            Lose();
        }
    }

    private void Move(string from, string to)
    {
        _disk.RenameFile(from, to);
        if (_flushed.Remove(from, out long length))
        {
            _flushed[to] = length;
        }
    }

    private string Keep(string path)
    {
        string kept = Path.Combine(scratch, Path.GetRandomFileName());
        if (File.Exists(path))
        {
            File.Copy(path, kept);
        }

        return kept;
    }

    private sealed record Change(string Directory, Action Undo, string? Removed);

    /// <summary>Each write is an operation; closing is not, since the process' death closes too.</summary>
    private sealed class FaultyStream(Stream inner, string path, FaultyFileSystem files) : Stream
    {
        public string Path => path;
        public override bool CanRead => false;
        public override bool CanSeek => false;
        public override bool CanWrite => true;
        public override long Length => inner.Length;
        public override long Position { get => inner.Position; set => throw new NotSupportedException(); }

        public override void Write(byte[] buffer, int offset, int count) => files.Operate(() =>
        {
            inner.Write(buffer, offset, count);
            inner.Flush();
        });

        public override void Flush() => inner.Flush();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                inner.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
