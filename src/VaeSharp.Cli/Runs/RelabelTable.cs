using System.Globalization;
using VaeSharp.Evaluation;
using VaeSharp.Runs;

namespace VaeSharp.Cli.Runs;

/// <summary>What <c>vae relabel</c> answers.</summary>
/// <param name="Run">Its name.</param>
/// <param name="Pictures">Their paths: right labels, wrong labels.</param>
/// <param name="JudgeAccuracy">The classifier's accuracy on the clean test images; null without one.</param>
/// <param name="Report">The figures.</param>
internal sealed record RelabelAnswer(
    string Run, IReadOnlyList<string> Pictures, double? JudgeAccuracy, RelabellingReport Report)
{
    /// <summary>The classifier's name; null for a small one that was trained now, and without one.</summary>
    public string? Judge { get; init; }
}

/// <summary>A model's figures with right labels beside those with wrong ones.</summary>
internal static class RelabelTable
{
    public static void Write(RelabelAnswer answer, bool json, Terminal terminal)
    {
        if (json)
        {
            terminal.WriteJson(answer);
            return;
        }

        foreach (string picture in answer.Pictures)
        {
            terminal.Output.WriteLine(picture);
        }

        RelabellingReport report = answer.Report;
        (LabelFigures right, LabelFigures wrong) = (report.Right, report.Wrong);
        bool likelihood = right.Bound.DistortionNats is not null;
        var table = new TextTable("", ">right labels", ">wrong labels", "?>difference");
        if (right.Bound.RateNats is not null)
        {
            Row(table, $"{LossNames.Of(right.Bound)}, nats", right.Bound.CriterionNats, wrong.Bound.CriterionNats, "F2");
        }

        Row(table, "rate, nats", right.Bound.RateNats, wrong.Bound.RateNats, "F2");
        Row(table, likelihood ? "distortion, nats" : "cross-entropy, nats",
            right.Bound.ReconstructionNats, wrong.Bound.ReconstructionNats, "F2");
        Row(table, "reconstruction, MSE", right.Reconstruction.Mse, wrong.Reconstruction.Mse, "F4");
        Row(table, "reconstruction, PSNR in dB",
            right.Reconstruction.PsnrDecibels, wrong.Reconstruction.PsnrDecibels, "F2");
        Row(table, "classified as the image's class, %", 100 * right.JudgedActual, 100 * wrong.JudgedActual, "F1");
        Row(table, "classified as the given label, %", 100 * right.JudgedGiven, 100 * wrong.JudgedGiven, "F1");
        table.Write(terminal);
        string judge = answer.JudgeAccuracy is { } share
            ? $" Accuracy of {answer.Judge ?? "the classifier"} on the clean test images: {Text(100 * share, "F1")} %."
            : "";
        terminal.Say($"{answer.Run}: {report.Images} images, means over images.{judge}");
    }

    private static void Row(TextTable table, string name, double? right, double? wrong, string format)
    {
        if (right is { } a && wrong is { } b)
        {
            string sign = b < a ? "−" : "+";
            table.Add(name, Text(a, format), Text(b, format), sign + Text(Math.Abs(b - a), format));
        }
    }

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
