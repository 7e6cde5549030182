using Spectre.Console;
using Spectre.Console.Rendering;

namespace VaeSharp.Cli.Observers;

/// <summary>The time that is left beside a bar of progress: the library's own column takes all steps for equal.</summary>
/// <param name="remaining">Is told of every step by somebody else.</param>
internal sealed class RemainingColumn(RemainingTime remaining) : ProgressColumn
{
    /// <inheritdoc/>
    protected override bool NoWrap => true;

    /// <inheritdoc/>
    public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
        new Text(remaining.Words);
}
