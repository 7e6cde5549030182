using System.Globalization;
using VaeSharp.Evaluation;
using VaeSharp.Evaluation.Quality;

namespace VaeSharp.Cli.Runs;

/// <summary>The quality of samples and latents as tables: each figure beside its references.</summary>
internal static class QualityTable
{
    public static void Write(QualityReport report, string picture, Terminal terminal)
    {
        if (report.Verdicts is { } verdicts)
        {
            var judged = new TextTable(
                $"classified by {report.Judge ?? "a small classifier"}", ">as their label, %", ">imbalance, nats", "?>rarest class");
            foreach (SetVerdict set in verdicts)
            {
                judged.Add(
                    set.Set, $"{Number(100 * set.Accuracy.Mean, "F1")} ± {Number(100 * set.Accuracy.StandardError, "F1")}",
                    Number(set.ImbalanceNats, "F4"), $"{Number(100 * set.Rarest, "F0")} %");
            }

            judged.Write(terminal);
        }

        foreach (IGrouping<string, SetDistances> network in report.Distances.GroupBy(distances => distances.Features))
        {
            Write(network.Key, [.. network], terminal);
        }

        var nearest = new TextTable("nearest training image, median", ">pixels, RMS", ">features");
        foreach (NearestTraining set in report.Nearest)
        {
            nearest.Add(set.Set, Number(set.MedianInPixels, "F4"), Number(set.MedianInFeatures, "F2"));
        }

        nearest.Write(terminal);
        WriteLatents(report, terminal);
        terminal.Answer(picture);
    }

    // Inception's distances have names of their own; those of other networks are called by the network.
    private static void Write(string network, SetDistances[] sets, Terminal terminal)
    {
        bool isInception = network.Contains("inception", StringComparison.OrdinalIgnoreCase);
        var apart = new TextTable(
            $"in features of {network}", isInception ? ">FID" : ">Fréchet distance", isInception ? ">KID" : ">kernel distance",
            "?>within classes");
        var among = new TextTable("", ">precision", ">recall", ">density", ">coverage");
        foreach (SetDistances set in sets)
        {
            apart.Add(
                set.Set, Text(set.Frechet, "G4"), Text(set.Kernel, "G3"),
                set.FrechetWithinClasses is { } within ? Number(within, "G4") : "");
            among.Add(set.Set, Text(set.Precision, "F3"), Text(set.Recall, "F3"), Text(set.Density, "F3"), Text(set.Coverage, "F3"));
        }

        apart.Write(terminal);
        among.Write(terminal);
    }

    private static void WriteLatents(QualityReport report, Terminal terminal)
    {
        var latents = new TextTable("reconstructions and latents", "");
        if (report.Ssim is { } ssim)
        {
            latents.Add("SSIM of grey reconstructions", Text(ssim, "F4"));
        }

        if (report.Information is { } information)
        {
            latents.Add(
                "mutual information I(x; z)",
                $"{Number(information.LeastNats, "F2")} to {Number(information.RateNats, "F2")} nats "
                + $"(the lower bound is below log {information.Images} = {Number(information.CeilingNats, "F2")})");
            latents.Add("KL(q(z) ‖ p(z))", $"at most {Number(information.MostGapNats, "F2")} nats");
        }

        if (report.Ssim is not null || report.Information is not null)
        {
            latents.Write(terminal);
        }

        if (report.Probes is not { } probes)
        {
            return;
        }

        var table = new TextTable("test accuracy, %", ">linear, latents", ">linear, pixels", ">5-NN, latents", ">5-NN, pixels");
        foreach (ProbeAccuracy probe in probes)
        {
            table.Add(
                string.Create(CultureInfo.InvariantCulture, $"{probe.Labels:N0} labels"), Percent(probe.LinearOfLatents),
                Percent(probe.LinearOfPixels), Percent(probe.NeighboursOfLatents), Percent(probe.NeighboursOfPixels));
        }

        table.Write(terminal);
    }

    private static string Text(MeanWithError figure, string format) =>
        $"{Number(figure.Mean, format)} ± {Number(figure.StandardError, format is "F3" or "F4" ? format : "G2")}";

    private static string Percent(double share) => Number(100 * share, "F1");

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
