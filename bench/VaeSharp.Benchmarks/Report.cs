using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using VaeSharp.Imaging;
using VaeSharp.Runs;
using VaeSharp.Runs.Measurements;
using VaeSharp.Storage;

namespace VaeSharp.Benchmarks;

/// <summary>One measurement's page: a table for people, the same figures for programs, and maybe a picture.</summary>
/// <param name="name">Of its files, and of the subcommand.</param>
/// <param name="title">What it shows.</param>
internal sealed class Report(string name, string title)
{
    private static readonly JsonSerializerOptions Layout = new(JsonSerializerOptions.Web) { WriteIndented = true };

    private readonly StringBuilder _page = new($"# {title}\n\n");

    /// <summary>Adds a paragraph.</summary>
    internal void Say(FormattableString text) => Paragraph(Invariant(text));

    /// <summary>Says what was measured on.</summary>
    internal void Say(BenchmarkReport machine)
    {
        RunVersions v = machine.Versions;
        string own = machine.Gemm.Own is { } rate ? Invariant($", VaeSharp's own {rate / 1e9:F0}") : "";
        Paragraph(
            Invariant($"{v.Processor}, {machine.Threads} threads, {v.System}; VaeSharp {v.VaeSharp} ({v.Commit ?? "no commit"}), ")
            + Invariant($"TorchSharp {v.TorchSharp}, libtorch {v.LibTorch}, .NET {v.DotNet}; ")
            + Invariant($"matrix product: libtorch {machine.Gemm.LibTorch / 1e9:F0} GFLOP/s{own}. {DateTimeOffset.UtcNow:yyyy-MM-dd}."));
    }

    /// <summary>Says what was measured on, where no product was measured beside it.</summary>
    internal void Say(RunVersions v, int threads) => Say(
        $"{v.Processor}, {threads} threads, {v.System}; VaeSharp {v.VaeSharp} ({v.Commit ?? "no commit"}), TorchSharp {v.TorchSharp}, libtorch {v.LibTorch}, .NET {v.DotNet}. {DateTimeOffset.UtcNow:yyyy-MM-dd}.");

    /// <summary>Says what was measured on, where no child told.</summary>
    internal void SayMachine(int threads) => Say(
        $"{Environment.ProcessorCount} cores, {threads} threads, {RuntimeInformation.OSDescription}, .NET {Environment.Version}. {DateTimeOffset.UtcNow:yyyy-MM-dd}.");

    /// <summary>Adds a table; numbers are aligned by the reader's program.</summary>
    internal void Table(string[] headings, IEnumerable<string[]> rows)
    {
        _page.Append(Row(headings)).Append(Row([.. headings.Select((_, i) => i == 0 ? "---" : "---:")]));
        foreach (string[] row in rows)
        {
            _page.Append(Row(row));
        }

        _page.Append('\n');
    }

    /// <summary>Writes the page and <paramref name="figures"/> to a folder, and the page to standard output.</summary>
    internal void Write<T>(string folder, T figures, CurvePlot? plot = null)
    {
        Directory.CreateDirectory(folder);
        if (plot is not null)
        {
            (plot with { Title = title }).Save(Path.Combine(folder, name + ".png"));
            _page.Append(CultureInfo.InvariantCulture, $"![{title}]({name}.png)\n");
        }

        string page = _page.ToString().TrimEnd() + "\n";
        AtomicFile.WriteText(Path.Combine(folder, name + ".md"), page);
        AtomicFile.WriteText(Path.Combine(folder, name + ".json"), JsonSerializer.Serialize(figures, Layout) + "\n");
        Console.Out.Write(page);
        Console.Error.WriteLine($"Written: {Path.Combine(folder, name)}.md, .json{(plot is null ? "" : ", .png")}");
    }

    /// <summary>Tells how far the measurement is.</summary>
    internal static void Progress(FormattableString text) => Console.Error.WriteLine(Invariant(text));

    /// <summary>Numbers as everywhere, whatever the machine's language.</summary>
    internal static string Invariant(FormattableString text) => FormattableString.Invariant(text);

    private void Paragraph(string text) => _page.Append(text).Append("\n\n");

    private static string Row(string[] cells) => $"| {string.Join(" | ", cells)} |\n";
}
