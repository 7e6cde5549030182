using System.Security.Cryptography;

namespace VaeSharp.Storage;

/// <summary>Passes writes on, counts them, refuses more than a limit and may digest them on the way.</summary>
internal sealed class MeteredStream(Stream inner, long limit = long.MaxValue, IncrementalHash? hash = null) : Stream
{
    private long _written;

    public override bool CanRead => false;
    public override bool CanSeek => false;
    public override bool CanWrite => true;
    public override long Length => _written;

    public override long Position
    {
        get => _written;
        set => throw new NotSupportedException();
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (buffer.Length > limit - _written)
        {
            throw new InvalidOperationException($"More than the {limit} announced bytes were written.");
        }

        inner.Write(buffer);
        hash?.AppendData(buffer);
        _written += buffer.Length;
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void WriteByte(byte value) => Write([value]);

    public override void Flush() => inner.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
