using System.Globalization;
using System.Text;
using VaeSharp.Evaluation;
using VaeSharp.Export;
using VaeSharp.Storage;

namespace VaeSharp.Runs;

/// <summary>q(z|x) of images as files: NumPy arrays, a Parquet table and a CSV table, each with the same rows.</summary>
/// <remarks>
/// <c>PATH.npy</c>: posterior means, float32 [N, D]; <c>PATH-log-variances.npy</c> of the same shape where q is a diagonal Gaussian;
/// <c>PATH-codes.npy</c>, int64 [N, P], where q puts z on codes; <c>PATH-labels.npy</c>, int64 [N]. The Parquet table has the columns
/// name, label, class, mean, log_variance and codes, the last three as lists; the CSV table has a column for each dimension or code.
/// </remarks>
/// <param name="Files">What was written, in the order above.</param>
/// <param name="CsvBytesLeftOut">About how large the CSV table would have been that was not written; null where it was.</param>
internal sealed record LatentFiles(IReadOnlyList<string> Files, long? CsvBytesLeftOut)
{
    private const long MostCsvBytes = 10_000_000;
    private const int BytesOfNumber = 12;

    /// <summary>Writes them; each is whole or absent.</summary>
    /// <param name="images">That were encoded.</param>
    /// <param name="encodings">Of these images.</param>
    /// <param name="path">Of the means; ends in <c>.npy</c>.</param>
    /// <param name="csv">Whether to write the CSV table; where it has at most 10 MB if null.</param>
    public static LatentFiles Write(ModelImages images, Encodings encodings, string path, bool? csv = null)
    {
        int[] shape = [encodings.Count, encodings.Dimension];
        string labels = Beside(path, "-labels.npy");
        long[] classes = [.. encodings.Labels.Select(label => (long)label)];
        var files = new List<string> { path };
        NpyFile.Write(path, encodings.Means, shape);
        if (encodings.LogVariances is { } variances)
        {
            files.Add(Beside(path, "-log-variances.npy"));
            NpyFile.Write(files[^1], variances, shape);
        }

        if (encodings.Codes is { } codes)
        {
            files.Add(Beside(path, "-codes.npy"));
            NpyFile.Write(files[^1], codes, encodings.Count, codes.Length / encodings.Count);
        }

        NpyFile.Write(labels, classes, encodings.Count);
        files.AddRange([labels, Beside(path, ".parquet")]);
        Table(images, encodings, classes).Write(files[^1]);
        long bytes = (encodings.Codes?.Length ?? encodings.Means.Length) * (long)BytesOfNumber;
        if (!(csv ?? bytes <= MostCsvBytes))
        {
            return new LatentFiles(files, bytes);
        }

        files.Add(Beside(path, ".csv"));
        AtomicFile.WriteText(files[^1], Csv(images, encodings));
        return new LatentFiles(files, null);
    }

    private static string Beside(string path, string ending) => Path.ChangeExtension(path, null) + ending;

    private static ParquetTable Table(ModelImages images, Encodings encodings, long[] classes)
    {
        var table = new ParquetTable();
        table.Add("name", images.Names);
        table.Add("label", classes);
        table.Add("class", [.. encodings.Labels.Select(label => images.Images.ClassNames[label])]);
        table.AddLists("mean", encodings.Means, encodings.Dimension);
        if (encodings.LogVariances is { } variances)
        {
            table.AddLists("log_variance", variances, encodings.Dimension);
        }

        if (encodings.Codes is { } codes)
        {
            table.AddLists("codes", codes, codes.Length / encodings.Count);
        }

        return table;
    }

    private static string Csv(ModelImages images, Encodings encodings)
    {
        var text = new StringBuilder("name,label,class");
        long[]? codes = encodings.Codes; // of which there are fewer than numbers in their vectors
        int columns = codes is null ? encodings.Dimension : codes.Length / encodings.Count;
        for (int d = 0; d < columns; d++)
        {
            text.Append(CultureInfo.InvariantCulture, $",{(codes is null ? 'z' : 'c')}{d}");
        }

        for (int i = 0; i < encodings.Count; i++)
        {
            byte label = encodings.Labels[i];
            string name = CsvText.Quoted(images.Names[i]);
            text.Append(CultureInfo.InvariantCulture, $"\n{name},{label},{CsvText.Quoted(images.Images.ClassNames[label])}");
            for (int d = i * columns; d < (i + 1) * columns; d++)
            {
                text.Append(',').Append(codes is null
                    ? encodings.Means[d].ToString(CultureInfo.InvariantCulture)
                    : codes[d].ToString(CultureInfo.InvariantCulture));
            }
        }

        return text.Append('\n').ToString();
    }
}
