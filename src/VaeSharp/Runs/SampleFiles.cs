using System.Globalization;
using VaeSharp.Data;
using VaeSharp.Export;

namespace VaeSharp.Runs;

/// <summary>Generated images as files, thousands at a time: memory is that of a batch.</summary>
internal static class SampleFiles
{
    /// <summary>Writes one PNG file an image: <c>00000.png</c>, with its class in the name where the model generates by label.</summary>
    /// <param name="run">The model.</param>
    /// <param name="samples">What is generated.</param>
    /// <param name="count">Images in all, at least 1.</param>
    /// <param name="folder">Where; files of the same names are replaced.</param>
    /// <param name="progress">From 0 to 1.</param>
    /// <returns>How many were written.</returns>
    public static int WritePictures(
        TrainedModel run, ModelSamples samples, int count, string folder, IProgress<double>? progress = null)
    {
        int done = 0;
        foreach (SampledImage image in samples.Generate(run, count))
        {
            string of = image.Label is { } label ? "-" + label.ToString(CultureInfo.InvariantCulture) : "";
            string name = string.Create(CultureInfo.InvariantCulture, $"{done:D5}{of}.png");
            PngFile.Write(Path.Combine(folder, name), image.Planes, run.Model.Shape.Images);
            progress?.Report((double)++done / count);
        }

        return done;
    }

    /// <summary>Writes one NumPy array, uint8 [N, C, H, W], and the classes beside it, int64 [N], where the model generates by
    /// label.</summary>
    /// <param name="run">The model.</param>
    /// <param name="samples">What is generated.</param>
    /// <param name="count">How many; all of them are in memory.</param>
    /// <param name="path">Of the array; ends in <c>.npy</c>.</param>
    /// <param name="progress">From 0 to 1.</param>
    /// <returns>How many were written.</returns>
    /// <exception cref="ArgumentException">An array cannot hold so many values.</exception>
    public static int WriteArray(
        TrainedModel run, ModelSamples samples, int count, string path, IProgress<double>? progress = null)
    {
        ImageShape shape = run.Model.Shape.Images;
        if ((long)count * shape.Values > Array.MaxLength)
        {
            throw new ArgumentException(
                $"{count} images of {shape} are more than one array holds; at most {Array.MaxLength / shape.Values} fit.", nameof(count));
        }

        var pixels = new byte[count * shape.Values];
        long[]? labels = samples.AreByLabel(run) ? new long[count] : null;
        int done = 0;
        foreach (SampledImage image in samples.Generate(run, count))
        {
            image.Planes.CopyTo(pixels, done * shape.Values);
            if (labels is not null)
            {
                labels[done] = image.Label!.Value;
            }

            progress?.Report((double)++done / count);
        }

        NpyFile.Write(path, pixels, count, shape.Channels, shape.Height, shape.Width);
        if (labels is not null)
        {
            NpyFile.Write(Path.ChangeExtension(path, null) + "-labels.npy", labels, count);
        }

        return done;
    }
}
