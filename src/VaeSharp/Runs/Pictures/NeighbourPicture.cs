using System.Globalization;
using VaeSharp.Evaluation;
using VaeSharp.Imaging;

namespace VaeSharp.Runs.Pictures;

/// <summary>One of the images nearest to another.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Index">Its number in its data set.</param>
/// <param name="Class">Its true class.</param>
/// <param name="Distance">Between posterior means, or how many codes differ.</param>
internal sealed record NeighbourImage(string Name, int Index, string Class, double Distance);

/// <summary>An image and those nearest to it.</summary>
/// <param name="Name">What the image is called.</param>
/// <param name="Neighbours">The nearest first.</param>
internal sealed record NeighbourRow(string Name, IReadOnlyList<NeighbourImage> Neighbours);

/// <summary>Images, each beside those of a data set whose latents lie nearest to its own.</summary>
internal sealed class NeighbourPicture
{
    private readonly ModelImages _queries;
    private readonly ModelImages _among;

    private NeighbourPicture(ModelImages queries, ModelImages among, IReadOnlyList<NeighbourRow> rows) =>
        (_queries, _among, Rows) = (queries, among, rows);

    /// <summary>One an image that was asked about.</summary>
    public IReadOnlyList<NeighbourRow> Rows { get; }

    /// <summary>Looks for them.</summary>
    /// <param name="run">The model.</param>
    /// <param name="queries">Images to find neighbours of.</param>
    /// <param name="among">Images to look through.</param>
    /// <param name="count">How many neighbours of each.</param>
    /// <param name="mostQueries">Of the queries no more than so many, the first ones.</param>
    /// <param name="progress">Hears of the stages.</param>
    public static NeighbourPicture Find(
        TrainedModel run, ModelImages queries, ModelImages among, int count, int mostQueries = int.MaxValue,
        IProgress<StageProgress>? progress = null)
    {
        Encodings asked = run.Encode(queries.Images.Take(mostQueries), seed: 0, progress.Stage("Encoding"));
        Encodings all = run.Encode(among.Images, seed: 0, progress.Stage($"Encoding {among.Source}", Stages.Images(among.Images.Count)));
        NeighbourRow[] rows =
        [
            .. Enumerable.Range(0, asked.Count).Select(i => new NeighbourRow(
                queries.NameOf(i),
                [
                    .. NearestImages.Of(asked, i, all, count).Select(near => new NeighbourImage(
                        among.NameOf(near.Index), near.Index, among.Images.ClassNames[among.Images.Labels[near.Index]], near.Distance)),
                ])),
        ];
        return new NeighbourPicture(queries, among, rows);
    }

    /// <summary>Draws it: a row an image, its neighbours to the right.</summary>
    /// <param name="run">The model.</param>
    public ImageGrid Draw(TrainedModel run)
    {
        string format = run.Recipe.Posterior.CodebookSize > 0 ? "F0" : "F2"; // codes that differ are counted
        ImageCell[] cells =
        [
            .. Rows.SelectMany((row, i) => row.Neighbours
                .Select(near => ImageCell.Of(
                    _among.Images.Image(near.Index).ToArray(),
                    $"class {near.Class} · {near.Distance.ToString(format, CultureInfo.InvariantCulture)}"))
                .Prepend(ImageCell.Of(_queries.Images.Image(i).ToArray(), row.Name))),
        ];
        return new ImageGrid(_queries.Images.Shape, cells, 1 + Rows.Max(row => row.Neighbours.Count))
        {
            Title = $"{run.Name}: nearest {_among.Source}",
            Legend = "left: the picture · right: the nearest by latents, with class and distance"
                + (run.Model.Shape.EncoderSeesLabels ? " · latents of a conditional model hold style, not class" : ""),
        };
    }
}
