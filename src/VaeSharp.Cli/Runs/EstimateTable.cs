using System.Globalization;
using VaeSharp.Engine;
using VaeSharp.Runs.Measurements;

namespace VaeSharp.Cli.Runs;

/// <summary>What a training is expected to take, in words.</summary>
internal static class EstimateTable
{
    public static void Write(TrainingEstimate found, bool json, Terminal terminal)
    {
        if (json)
        {
            terminal.WriteJson(found);
            return;
        }

        foreach ((string name, string value) in Rows(found))
        {
            terminal.Answer($"{name,-10} {value}", hang: 11);
        }
    }

    private static (string Name, string Value)[] Rows(TrainingEstimate found)
    {
        IFormatProvider format = CultureInfo.InvariantCulture;
        string time = Durations.Words(TimeSpan.FromSeconds(found.SecondsExpected));
        return
        [
            ("images", $"{found.Images}: {found.TrainImages} training, {found.ValidationImages} validation, {found.TestImages} test"),
            .. found.Transforms.Select(row => (row.Reader == "images" ? "" : row.Reader, row.What)),
            ("model", string.Create(format, $"{found.Parameters:N0} parameters, {found.LatentDimension} latent dimensions")),
            ("steps", $"{found.Epochs} epochs of {found.StepsPerEpoch} steps with {found.Batch} images"),
            ("step", string.Create(format, $"{found.SecondsPerStep * 1000:F1} ms with {Threads.InWords(found.Threads)}")),
            ("memory", string.Create(
                format, $"{found.PeakMemoryMegabytes:N0} MB at most; {found.EstimatedMemoryMegabytes:N0} MB were estimated beforehand")),
            ("time", $"about {time} for the whole run, without pictures and validation"),
            ("loss", string.Create(format, $"{found.FirstLoss:F2} nats per image at the first step: {found.LossName}")),
        ];
    }
}
