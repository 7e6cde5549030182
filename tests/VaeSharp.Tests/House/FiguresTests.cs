using System.Globalization;
using System.Text.RegularExpressions;
using Xunit;

namespace VaeSharp.Tests.House;

/// <summary>README quotes no figure of a shipped model that docs/figures.md, which a program writes, does not hold.</summary>
public sealed partial class FiguresTests
{
    [Fact]
    public void README_quotes_the_figures_of_shipped_models_as_they_are_measured()
    {
        ILookup<string, double> measured = Rows("docs/figures.md").SelectMany(cells => Numbers(cells[2]).Select(n => (Model: cells[0], n.Value)))
            .ToLookup(pair => pair.Model, pair => pair.Value);
        string[][] quoted = [.. Rows("README.md").Where(cells => measured.Contains(Name(cells[0])))];

        Assert.True(quoted.Length >= 5, $"only {quoted.Length} rows of README are of shipped models");
        Assert.Empty(quoted.SelectMany(cells => Numbers(Original().Replace(cells[1], ""))
            .Where(n => !measured[Name(cells[0])].Any(m => Math.Abs(m - n.Value) <= 0.5001 * Math.Pow(10, -n.Decimals)))
            .Select(n => $"{Name(cells[0])}: {n.Value}")));
    }

    private static IEnumerable<string[]> Rows(string file) => File.ReadLines(Repository.Absolute(file))
        .Where(line => line.StartsWith('|')).Select(line => line.Trim('|').Split('|')).Where(cells => cells.Length >= 3)
        .Select(cells => cells.Select(cell => cell.Trim()).ToArray());

    private static string Name(string cell) => InCode().Match(cell) is { Success: true } match ? match.Groups[1].Value : cell;

    private static IEnumerable<(double Value, int Decimals)> Numbers(string text) => Number().Matches(text.Replace(",", "", StringComparison.Ordinal))
        .Select(match => (double.Parse(match.Value, CultureInfo.InvariantCulture), match.Value.Length - 1 - match.Value.IndexOf('.', StringComparison.Ordinal)));

    [GeneratedRegex(@"\d+\.\d+")]
    private static partial Regex Number();

    [GeneratedRegex("`([a-z0-9-]+)`")]
    private static partial Regex InCode();

    // A figure of another program, whose source results.md names.
    [GeneratedRegex(@"the original [\d.]+|with N\(0, I\)|[\d.]+ with N\(0, I\)")]
    private static partial Regex Original();
}
