using System.CommandLine;
using System.CommandLine.Completions;
using VaeSharp.Models.Recipes;
using VaeSharp.Storage;
using VaeSharp.Training;

namespace VaeSharp.Cli.Runs;

/// <summary>What every verb takes that works with a trained model: which run, and on what to compute.</summary>
internal sealed class RunOptions
{
    private readonly Argument<string> _run = new("RUN")
    {
        Description = "A run's folder, a recipe's name for its newest run or the model that comes with VaeSharp, or 'last'.",
        HelpName = "RUN",
        DefaultValueFactory = _ => RunDirectory.Newest,
    };

    private readonly Option<int?> _threads = SharedOptions.Threads();
    private readonly Option<string> _device = SharedOptions.Device();
    private readonly Option<string?> _dataDirectory = SharedOptions.DataDirectory();

    public RunOptions() => _run.CompletionSources.Add(_ => Known().Select(name => new CompletionItem(name)));

    /// <summary>Gives these to a verb; its own options come first in its help.</summary>
    public void AddTo(Verb verb)
    {
        verb.Add(_run);
        verb.Add(_threads);
        verb.Add(_device);
        verb.Add(_dataDirectory);
    }

    /// <summary>Loads the run that was asked for.</summary>
    public TrainedRun Open(ParseResult call, Terminal terminal) => TrainedRun.Open(
        Find(call.GetRequiredValue(_run)), call.GetValue(_threads), call.GetRequiredValue(_device),
        call.GetValue(_dataDirectory), terminal);

    /// <summary>The run of that name.</summary>
    /// <exception cref="UsageException">There is none.</exception>
    public static RunDirectory Find(string name)
    {
        try
        {
            return RunDirectory.Find(name, RunRoot.Default);
        }
        catch (DirectoryNotFoundException) when (RunDirectory.All(RunRoot.Shipped).Any(model => model.Name == name))
        {
            return RunDirectory.Find(Path.Combine(RunRoot.Shipped, name), RunRoot.Shipped);
        }
        catch (DirectoryNotFoundException none)
        {
            throw new UsageException(none.Message + name switch
            {
                RunDirectory.Newest => $" Models that come along: {string.Join(", ", Names(RunRoot.Shipped))}.",
                _ when RecipeCatalog.Names.Contains(name) => $" Make one with 'vae train {name}'.",
                _ => Spelling.Suggestion(name, Known()),
            });
        }
    }

    /// <summary>A run's best checkpoint, or its last where there is no best yet.</summary>
    /// <exception cref="UsageException">The run has none.</exception>
    public static string CheckpointOf(RunDirectory run)
    {
        string path = CheckpointDirectory.Exists(run.Best) ? run.Best : run.Last;
        return CheckpointDirectory.Exists(path)
            ? path
            : throw new UsageException($"{run.Name} has no checkpoint yet; let it train for an epoch first.");
    }

    private static IEnumerable<string> Known() =>
        Names(RunRoot.Default).Concat(Names(RunRoot.Shipped)).Append(RunDirectory.Newest).Distinct();

    private static IEnumerable<string> Names(string root) => RunDirectory.All(root).Select(run => run.Name);
}
