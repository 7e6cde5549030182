using System.Globalization;
using VaeSharp.Runs;

namespace VaeSharp.Cli.Commands;

/// <summary><c>vae pack</c> of a judge's run.</summary>
internal static class JudgePacking
{
    public static int Run(
        RunDirectory run, string folder, string device, string? dataDirectory, string madeBy, bool json, Terminal terminal)
    {
        PackedJudge packed = PercentLine.Stages(
            terminal, lines => PackedJudge.Make(run, folder, device, dataDirectory, madeBy, lines));
        if (json)
        {
            terminal.WriteJson(packed);
            return ExitCodes.Done;
        }

        string precision = packed.HalfPrecision ? "half precision" : "single precision";
        terminal.Answer(string.Create(
            CultureInfo.InvariantCulture, $"{packed.Folder}: {packed.Bytes / 1e6:F2} MB of weights in {precision}"));
        terminal.Answer(string.Create(
            CultureInfo.InvariantCulture,
            $"{100 * packed.After.Accuracy:F2} % of the test images, {100 * packed.AccuracyBefore:F2} % before rounding"));
        return ExitCodes.Done;
    }
}
