using System.Globalization;

namespace VaeSharp.Cli.Observers;

/// <summary>How far a training is, in as many words as there is room for.</summary>
/// <param name="Share">That is done, from 0 to 1.</param>
/// <param name="Epoch">The one in progress, of how many.</param>
/// <param name="Step">Which step of the epoch.</param>
/// <param name="Loss">With its parts.</param>
/// <param name="ShortLoss">Without them.</param>
/// <param name="Left">The remaining time; empty where it is not known yet.</param>
/// <param name="Speed">Images a second.</param>
/// <param name="Rate">The learning rate.</param>
internal sealed record ProgressWords(
    double Share, string Epoch, string Step, string Loss, string ShortLoss, string Left, string Speed, string Rate)
{
    private const int BarWidth = 16;

    /// <summary>Everything, for a log.</summary>
    public string All => Joined($"{Percent} {Epoch} {Step}", Loss, Left, Speed, Rate);

    private string Percent => string.Create(CultureInfo.InvariantCulture, $"{100 * Share,3:F0}%");

    /// <summary>One row of a screen. The less wanted words go first, each as a whole; the bar is only there where all words are.</summary>
    /// <param name="columns">How long the row may be.</param>
    public string Fitting(int columns)
    {
        int full = (int)(Share * BarWidth);
        string bar = new string('━', full) + new string('─', BarWidth - full);
        return ((string[])
        [
            $"{bar} {All}",
            All,
            Joined($"{Percent} {Epoch} {Step}", Loss, Left, Speed),
            Joined($"{Percent} {Epoch} {Step}", Loss, Left),
            Joined($"{Percent} {Epoch}", Loss, Left),
            Joined($"{Percent} {Epoch}", ShortLoss, Left),
            Joined($"{Percent} {Epoch}", Left),
            $"{Percent} {Epoch}",
        ])
        .FirstOrDefault(line => line.Length <= columns) ?? Percent;
    }

    private static string Joined(params string[] parts) => string.Join(" · ", parts.Where(part => part.Length > 0));
}
