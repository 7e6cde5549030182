using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using VaeSharp.Data;
using VaeSharp.Engine;
using VaeSharp.Models.Recipes;

namespace VaeSharp.Cli;

/// <summary>Options that several verbs take, each with one name, one meaning and one check.</summary>
internal static class SharedOptions
{
    public static Option<bool> Json() => new("--json") { Description = "Write the results as one JSON object." };

    /// <summary><c>--threads</c>: null for one a core.</summary>
    public static Option<int?> Threads() => Whole(
        "--threads",
        "Number of threads; by default all cores. Runs are bit-identical only with equal thread counts.",
        1, 1024);

    public static Option<string> Device()
    {
        var option = new Option<string>("--device")
        {
            Description = "The device: cpu, cuda, cuda:N or mps.",
            HelpName = "DEVICE",
            DefaultValueFactory = _ => "cpu",
            CompletionSources = { "cpu", "cuda", "mps" },
        };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var name }, ..] && !LibTorch.IsDeviceName(name))
            {
                result.AddError($"--device is '{name}'; expected cpu, cuda, cuda:N or mps.");
            }
        });
        return option;
    }

    /// <summary><c>--data-dir</c>: null to look where data sets are usually found.</summary>
    public static Option<string?> DataDirectory() => new("--data-dir")
    {
        Description = "A folder with your copy of the data set; nothing is downloaded then. VAESHARP_DATA does the same.",
        HelpName = "DIR",
    };

    /// <summary><c>--out</c>: null for a name inside the run directory.</summary>
    public static Option<string?> Out(string what) => new("--out", "-o")
    {
        Description = $"Where to write {what}; by default in the run's folder.",
        HelpName = "FILE",
    };

    /// <summary><c>--label</c>: null for none in particular.</summary>
    public static Option<string?> Label(string description) => new("--label")
    {
        Description = description,
        HelpName = "CLASS",
    };

    /// <summary><c>--limit</c>: null for all.</summary>
    public static Option<int?> Limit() =>
        Whole("--limit", "Use only this many images, spread over the classes, for a quick look.", 1, int.MaxValue);

    public static Option<string> Split() => Among("--split", "The split of the data set.", "test", "validation", "train");

    /// <summary>The part of a data set that <c>--split</c> names.</summary>
    /// <param name="splits">All parts.</param>
    /// <param name="name">One of the option's words.</param>
    /// <param name="limit">The most images; null for all.</param>
    /// <exception cref="UsageException">It has no images.</exception>
    public static ImageDataset Part(DatasetSplits splits, string name, int? limit)
    {
        ImageDataset part = name switch
        {
            "train" => splits.Train,
            "validation" => splits.Validation,
            _ => splits.Test,
        };
        return part.Count > 0
            ? part.Spread(limit ?? part.Count)
            : throw new UsageException($"The run's recipe has no {name} images; use another --split.");
    }

    /// <summary>The recipe that a user names, with changes.</summary>
    /// <exception cref="UsageException">There is none, or it cannot be so.</exception>
    public static Recipe Recipe(string name, params IReadOnlyList<string> changes)
    {
        try
        {
            return RecipeCatalog.Open(name, changes);
        }
        catch (RecipeException fault)
        {
            throw new UsageException(fault.Message);
        }
    }

    /// <summary><c>--seed</c> of pictures.</summary>
    public static Option<int?> Seed() =>
        Whole("--seed", "Random seed; default 0.", 0, int.MaxValue);

    /// <summary>An option with a whole number in a range; null where it is not given.</summary>
    public static Option<int?> Whole(string name, string description, int least, int most) => new(name)
    {
        Description = description,
        HelpName = "N",
        CustomParser = result => Number(result, name, least, most, "a whole number"),
    };

    /// <summary>An option with a number in a range; null where it is not given.</summary>
    public static Option<double?> Real(string name, string description, double least, double most) => new(name)
    {
        Description = description,
        HelpName = "X",
        CustomParser = result => Number(result, name, least, most, "a number"),
    };

    /// <summary>An option with a length of time; null where it is not given.</summary>
    public static Option<TimeSpan?> Time(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "TIME",
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            TimeSpan? time = Durations.Parse(text);
            if (time is null)
            {
                result.AddError($"{name} is '{text}'; expected a time such as 30s, 5m or 2h, or 0.");
            }

            return time;
        },
    };

    /// <summary>An argument with one word out of a few.</summary>
    public static Argument<string> AmongArguments(string name, string description, params IReadOnlyList<string> words)
    {
        var argument = new Argument<string>(name)
        {
            Description = $"{description} One of: {string.Join(", ", words)}.",
        };
        argument.CompletionSources.Add([.. words]);
        argument.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var word }, ..] && !words.Contains(word))
            {
                result.AddError(Unexpected(name, word, words));
            }
        });
        return argument;
    }

    /// <summary>An option with one word out of a few; the first unless given.</summary>
    public static Option<string> Among(string name, string description, params string[] words)
    {
        var option = new Option<string>(name)
        {
            Description = $"{description} One of: {string.Join(", ", words)}.",
            HelpName = "WORD",
            DefaultValueFactory = _ => words[0],
        };
        option.CompletionSources.Add(words);
        option.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var word }, ..] && !words.Contains(word))
            {
                result.AddError(Unexpected(name, word, words));
            }
        });
        return option;
    }

    private static string Unexpected(string name, string word, IReadOnlyList<string> words) =>
        $"{name} is '{word}'{Spelling.Suggestion(word, words)}; expected {string.Join(", ", words)}.";

    private static T? Number<T>(ArgumentResult result, string name, T least, T most, string kind)
        where T : struct, System.Numerics.INumber<T>
    {
        string text = result.Tokens[0].Value;
        bool isNumber = T.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out T value);
        if (isNumber && value >= least && value <= most)
        {
            return value;
        }

        bool isTooLarge = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double x)
            && x > double.CreateSaturating(most);
        string range = most >= T.CreateSaturating(int.MaxValue) && !isTooLarge ? $"of at least {least}" : $"from {least} to {most}";
        result.AddError(string.Create(CultureInfo.InvariantCulture, $"{name} is '{text}'; expected {kind} {range}."));
        return null;
    }
}
