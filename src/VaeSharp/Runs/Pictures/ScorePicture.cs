using System.Globalization;
using VaeSharp.Imaging;

namespace VaeSharp.Runs.Pictures;

/// <summary>The strangest or the most typical of scored images, beside their reconstructions.</summary>
/// <param name="Images">Those that were scored.</param>
/// <param name="Scoring">Their scores.</param>
internal sealed record ScorePicture(ModelImages Images, ImageScoring Scoring)
{
    private const int MostPairs = 30;

    /// <summary>Draws one end of them.</summary>
    /// <param name="run">The model that scored them.</param>
    /// <param name="strangest">The most typical ones where false.</param>
    public ImageGrid Draw(TrainedModel run, bool strangest)
    {
        IEnumerable<int> byScore = Enumerable.Range(0, Scoring.Scores.Count).OrderBy(i => Scoring.Scores[i].TotalNats);
        int[] shown = [.. (strangest ? byScore.Reverse() : byScore).Take(MostPairs)];
        string[] captions =
        [
            .. shown.Select(i => Scoring.Scores[i]).Select(score => string.Create(
                CultureInfo.InvariantCulture, $"{score.Name} · {score.TotalNats:F1} nats · {score.Percentile:F1} %")),
        ];
        return ReconstructionPicture.Pairs(run, Images, shown, captions) with
        {
            Title = $"{run.Name}: the {(strangest ? "strangest" : "most typical")} of {Scored()}",
            Legend = "left: picture · right: reconstruction · nats, and the share of the run's test images that score at most as much"
                + (Images.LabelsInWords() is { Length: > 0 } labels ? $" · {labels}" : ""),
        };
    }

    private string Scored() => Images.IsDataset ? $"{Images.Names.Count} {Images.Source}" : Images.Source;
}
