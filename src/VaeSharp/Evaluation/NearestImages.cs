namespace VaeSharp.Evaluation;

/// <summary>An image among others, and how far away it is.</summary>
/// <param name="Index">Its number in its data set.</param>
/// <param name="Distance">From the image that was asked about: Euclidean between posterior means; with codes, how many differ.</param>
internal readonly record struct NearImage(int Index, double Distance);

/// <summary>The images whose latents lie nearest to those of another.</summary>
internal static class NearestImages
{
    /// <summary>Looks through all, exactly.</summary>
    /// <param name="query">Encodings of the images that are asked about.</param>
    /// <param name="index">The number of one of them.</param>
    /// <param name="among">Encodings of the images to look through, by the same model.</param>
    /// <param name="count">How many; fewer where there are fewer.</param>
    /// <returns>The nearest first; of equally near ones the lower number first.</returns>
    /// <exception cref="ArgumentException">The encodings are of another dimension.</exception>
    public static IReadOnlyList<NearImage> Of(Encodings query, int index, Encodings among, int count)
    {
        if (query.Dimension != among.Dimension || query.Codes is null != among.Codes is null)
        {
            throw new ArgumentException(
                $"The encodings have {query.Dimension} and {among.Dimension} dimensions; expected those of one model.", nameof(among));
        }

        IEnumerable<double> distances = query.Codes is { } codes
            ? Differing(Row(codes, index, codes.Length / query.Count), among.Codes!, among.Count)
            : Euclidean(query.Means.AsMemory(index * query.Dimension, query.Dimension), among);
        return [.. distances.Select((distance, i) => new NearImage(i, distance)).OrderBy(near => near.Distance).Take(count)];
    }

    private static IEnumerable<double> Euclidean(ReadOnlyMemory<float> z, Encodings among) => Enumerable.Range(0, among.Count).Select(i =>
    {
        ReadOnlySpan<float> other = among.Means.AsSpan(i * among.Dimension, among.Dimension);
        double squares = 0;
        for (int d = 0; d < other.Length; d++)
        {
            double apart = (double)z.Span[d] - other[d];
            squares += apart * apart;
        }

        return Math.Sqrt(squares);
    });

    private static IEnumerable<double> Differing(ReadOnlyMemory<long> codes, long[] all, int count) =>
        Enumerable.Range(0, count).Select(i =>
        {
            ReadOnlySpan<long> others = all.AsSpan(i * codes.Length, codes.Length);
            int differing = 0;
            for (int position = 0; position < others.Length; position++)
            {
                differing += others[position] == codes.Span[position] ? 0 : 1;
            }

            return (double)differing;
        });

    private static ReadOnlyMemory<long> Row(long[] codes, int index, int width) => codes.AsMemory(index * width, width);
}
