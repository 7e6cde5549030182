using System.Text;

namespace VaeSharp.Cli;

/// <summary>A stream of the process that may be closed, full or gone.</summary>
/// <param name="inner">Where the text goes as long as that works.</param>
/// <param name="failed">Told of each fault: talk that nobody can hear is dropped and ends no training, a lost answer is a fault.</param>
internal sealed class GuardedWriter(TextWriter inner, Action<Exception> failed) : TextWriter
{
    public override Encoding Encoding => inner.Encoding;

    public override void Write(char value) => Try(() => inner.Write(value));

    public override void Write(char[] buffer, int index, int count) => Try(() => inner.Write(buffer, index, count));

    public override void Write(string? value) => Try(() => inner.Write(value));

    public override void WriteLine(string? value) => Try(() => inner.WriteLine(value));

    public override void Flush() => Try(inner.Flush);

    private void Try(Action write)
    {
        try
        {
            write();
        }
        catch (Exception fault) when (fault is IOException or ObjectDisposedException or UnauthorizedAccessException)
        {
            failed(fault);
        }
    }
}

/// <summary>The work is done, but its answer could not be written to standard output.</summary>
internal sealed class AnswerLostException(Exception inner) : Exception(
    $"Standard output cannot be written to ({inner.Message.TrimEnd('.')}). Files that the command writes are not affected.",
    inner);
