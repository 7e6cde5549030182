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

    /// <summary>The power goes: also what was not yet flushed is lost, names and contents.</summary>
    PowerCut,
}

/// <summary>
/// A real directory under a disk that fails at the n-th operation. It remembers how to undo each change of a name
/// until that directory is synchronized, and how much of each file was flushed: a power cut takes the rest away.
/// </summary>
internal sealed class FaultyFileSystem(string scratch, Fault fault, int failAt) : IFileSystem
{
    private readonly DiskFileSystem _disk = DiskFileSystem.Instance;
    private readonly List<(string Directory, Action Undo)> _unsynchronized = [];
    private readonly Dictionary<string, long> _flushed = new(StringComparer.Ordinal);
    private int _kept;
    private bool _dead;

    /// <summary>Operations asked for so far.</summary>
    public int Count { get; private set; }

    public void CreateDirectory(string path)
    {
        bool existed = Directory.Exists(path);
        Do(path, () => _disk.CreateDirectory(path), existed ? null : () => Directory.Delete(path, recursive: true));
    }

    public Stream CreateFile(string path)
    {
        Do(path, () => File.Create(path).Dispose(), () => File.Delete(path));
        if (!_dead) _flushed[path] = 0;
        // A dead disk swallows what comes; the file itself may not exist.
        return new FaultyStream(_dead ? Stream.Null : File.OpenWrite(path), path, this);
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
            if (kept is not null) File.Move(kept, to);
        });
    }

    public void RenameDirectory(string from, string to)
    {
        if (_unsynchronized.Any(change => change.Directory == from))
            throw new InvalidOperationException($"{from} is renamed before its names are on the disk.");
        if (_flushed.Keys.Any(path => Path.GetDirectoryName(path) == from && _flushed[path] != new FileInfo(path).Length))
            throw new InvalidOperationException($"{from} is renamed before its contents are on the disk.");
        Do(to, () => _disk.RenameDirectory(from, to), () => Directory.Move(to, from));
    }

    public void DeleteFile(string path)
    {
        string kept = Keep(path);
        Do(path, () => _disk.DeleteFile(path), () => File.Move(kept, path));
    }

    public void DeleteDirectory(string path) =>
        Do(path, () => _disk.DeleteDirectory(path), () => Directory.CreateDirectory(path));

    public void SyncDirectory(string path) => Operate(() =>
    {
        _disk.SyncDirectory(path);
        _unsynchronized.RemoveAll(change => change.Directory == path);
    });

    /// <summary>One change of a name in the directory that holds <paramref name="path"/>.</summary>
    private void Do(string path, Action change, Action? undo) => Operate(() =>
    {
        change();
        if (undo is not null) _unsynchronized.Add((Path.GetDirectoryName(path)!, undo));
    });

    internal void Operate(Action operation)
    {
        if (_dead) return;
        bool fails = ++Count == failAt || (fault == Fault.ErrorForGood && Count > failAt);
        if (!fails)
        {
            operation();
            return;
        }
        if (fault is Fault.Error or Fault.ErrorForGood) throw new IOException("No space left on device (injected).");
        _dead = true;
        if (fault == Fault.PowerCut) Lose();
    }

    private void Lose()
    {
        // Contents first, while the files still have the names they were written under.
        foreach ((string path, long length) in _flushed)
        {
            if (!File.Exists(path)) continue;
            using FileStream file = File.OpenWrite(path);
            file.SetLength(Math.Min(length, file.Length));
        }
        foreach ((_, Action undo) in Enumerable.Reverse(_unsynchronized)) undo();
    }

    private void Move(string from, string to)
    {
        _disk.RenameFile(from, to);
        if (_flushed.Remove(from, out long length)) _flushed[to] = length;
    }

    private string Keep(string path)
    {
        string kept = Path.Combine(scratch, $"kept-{_kept++}");
        if (File.Exists(path)) File.Copy(path, kept);
        return kept;
    }

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
            if (disposing) inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
