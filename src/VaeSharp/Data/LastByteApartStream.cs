namespace VaeSharp.Data;

/// <summary>
/// Gives a part of an array, its last byte in a read of its own: a decoder that asks for it needed all of the part.
/// </summary>
internal sealed class LastByteApartStream(byte[] bytes, int start, int end) : Stream
{
    private int _position = start;

    public bool LastByteWasRead => _position == end;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    /// <summary>In the whole array.</summary>
    public override long Position { get => _position; set => throw new NotSupportedException(); }

    public override int Read(Span<byte> buffer)
    {
        int stop = _position < end - 1 ? end - 1 : end;
        int count = Math.Min(buffer.Length, stop - _position);
        bytes.AsSpan(_position, count).CopyTo(buffer);
        _position += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
