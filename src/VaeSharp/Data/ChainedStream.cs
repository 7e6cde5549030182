namespace VaeSharp.Data;

/// <summary>Reads another stream and then some bytes more.</summary>
internal sealed class ChainedStream(Stream first, byte[] rest) : Stream
{
    private int _taken;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(Span<byte> buffer)
    {
        int read = first.Read(buffer);
        if (read == 0)
        {
            read = Math.Min(buffer.Length, rest.Length - _taken);
            rest.AsSpan(_taken, read).CopyTo(buffer);
            _taken += read;
        }

        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
