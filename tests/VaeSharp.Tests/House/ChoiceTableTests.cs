using System.Text.RegularExpressions;
using VaeSharp.Models.Recipes;
using VaeSharp.Tests.Models.Recipes;
using Xunit;

namespace VaeSharp.Tests.House;

/// <summary>What docs/recipes.md says of choices is what the code does.</summary>
public sealed class ChoiceTableTests
{
    private const string Codes = """posterior={ "kind": "vector-quantized", "dimension": 8 }""";
    private static readonly string Document = File.ReadAllText(Repository.Absolute("docs/recipes.md"));

    [Fact]
    public void Every_choice_has_a_row_and_an_example()
    {
        foreach (ChoiceListing choice in ChoiceCatalog.All)
        {
            Assert.Matches($@"(?m)^\| `{choice.Kind}` \|", Document);
            Assert.Contains($"\"kind\": \"{choice.Kind}\"", Document, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Every_example_is_a_choice_that_reads()
    {
        string section = Section("## An example of each");
        MatchCollection examples = Regex.Matches(section, @"(?m)^""(\w+)"": (\{.*\})");

        // What the pattern does not find would not be read.
        Assert.InRange(examples.Count, ChoiceCatalog.All.Count, int.MaxValue);
        foreach (Match line in examples)
        {
            string choice = line.Groups[1].Value;
            string example = line.Groups[2].Value;
            if (example.Contains("\"rectified-flow\"", StringComparison.Ordinal))
            {
                Assert.Contains("Fit it afterwards", Assert.Throws<RecipeException>(
                    () => RecipeCatalog.Open("mnist", [$"{choice}={example}"])).Message, StringComparison.Ordinal);
                continue;
            }

            string binarization = choice == "likelihood" && !example.Contains("\"bernoulli\"", StringComparison.Ordinal)
                ? "none"
                : "dynamic";

            Recipe recipe = RecipeCatalog.Open(
                "mnist",
                [$"{choice}={example}", $"labels={LabelsFor(example)}", $"data.binarization={binarization}", .. Partner(example)]);

            Assert.NotEmpty(RecipeFile.ToJson(recipe));
        }
    }

    private static string LabelsFor(string example) =>
        example.Contains("\"m2\"", StringComparison.Ordinal) ? "both" : "none";

    // A sphere's posterior and its prior come together, and so do codes'.
    private static string[] Partner(string example) =>
        example.Contains("\"vector-quantized\"", StringComparison.Ordinal) ? ["""prior={ "kind": "codes" }"""]
        : example.Contains("\"codes\"", StringComparison.Ordinal) ? [Codes]
        : example.Contains("\"transformer\"", StringComparison.Ordinal) ? [Codes]
        : example.Contains("\"grid\"", StringComparison.Ordinal) ? [Codes, """prior={ "kind": "codes" }"""]
        : example.Contains("\"vmf\"", StringComparison.Ordinal) ? ["""prior={ "kind": "uniform-sphere" }"""]
        : example.Contains("uniform-sphere", StringComparison.Ordinal)
            ? ["""posterior={ "kind": "vmf", "dimension": 8 }"""]
            : [];

    [Fact]
    public void The_table_of_what_does_not_go_together_is_complete_and_true()
    {
        HashSet<string> said = [];
        foreach (Match row in Regex.Matches(Section("## What does not go together"), @"(?m)^\| `([^|]*)\| `([^|]*)\|"))
        {
            foreach (Match first in Regex.Matches("`" + row.Groups[1].Value, "`([a-z0-9-]+)`"))
            {
                foreach (Match second in Regex.Matches("`" + row.Groups[2].Value, "`([a-z0-9-]+)`"))
                {
                    said.Add(Pair(first.Groups[1].Value, second.Groups[1].Value));
                }
            }
        }

        HashSet<string> refused = [];
        foreach ((ChoiceListing a, ChoiceListing b) in ChoiceExamples.Pairs())
        {
            if (Record.Exception(() => ChoiceExamples.With(a, b)) is RecipeException)
            {
                refused.Add(Pair(a.Kind, b.Kind));
            }
        }

        Assert.Equal(refused.Order(), said.Order());
    }

    private static string Pair(string a, string b) => string.CompareOrdinal(a, b) < 0 ? $"{a} + {b}" : $"{b} + {a}";

    private static string Section(string heading)
    {
        int start = Document.IndexOf(heading, StringComparison.Ordinal);
        Assert.True(start >= 0, $"docs/recipes.md has no '{heading}'.");
        int end = Document.IndexOf("\n## ", start + 1, StringComparison.Ordinal);
        return end < 0 ? Document[start..] : Document[start..end];
    }
}
