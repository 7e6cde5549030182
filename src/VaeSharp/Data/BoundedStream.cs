namespace VaeSharp.Data;

/// <summary>Reads another stream and fails at the first byte beyond a limit.</summary>
internal sealed class BoundedStream(Stream source, long limit, string file) : Stream
{
    private long _position;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => _position; set => throw new NotSupportedException(); }

    public override int Read(Span<byte> buffer)
    {
        int count = source.Read(buffer[..(int)Math.Min(buffer.Length, limit + 1 - _position)]);
        _position += count;
        return _position <= limit
            ? count
            : throw new DataFormatException(file, limit, "more content", $"at most {limit} bytes, decompressed");
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
