namespace VaeSharp.Tests.Data;

/// <summary>Keeps what was reported.</summary>
internal sealed class ProgressLines : IProgress<string>
{
    public List<string> Lines { get; } = [];

    public void Report(string value) => Lines.Add(value);
}
