using System.CommandLine;
using System.CommandLine.Completions;
using VaeSharp.Data;
using VaeSharp.Engine;
using VaeSharp.Runs;

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

    public RunOptions() => _run.CompletionSources.Add(_ => RunRoot.Known().Select(name => new CompletionItem(name)));

    /// <summary>Gives these to a verb; its own options come first in its help.</summary>
    public void AddTo(Verb verb)
    {
        verb.Add(_run);
        verb.Add(_threads);
        verb.Add(_device);
        verb.Add(_dataDirectory);
    }

    /// <summary>What was asked for, as the user named it.</summary>
    public string Asked(ParseResult call) => call.GetRequiredValue(_run);

    /// <summary>On what to compute.</summary>
    public string DeviceOf(ParseResult call) => call.GetRequiredValue(_device);

    /// <summary>The user's copy of the data; null for none named.</summary>
    public string? DataDirectoryOf(ParseResult call) => call.GetValue(_dataDirectory);

    /// <summary>Settings of the machine that were asked for.</summary>
    public void Prepare(ParseResult call) => Machine.Prepare(call.GetValue(_threads));

    /// <summary>Loads the run that was asked for.</summary>
    public TrainedModel Open(ParseResult call, Terminal terminal)
    {
        string asked = Asked(call);
        RunDirectory run = RunRoot.Find(asked);
        run.Checkpoint(); // what a run lacks is said before libtorch is loaded
        if (RunRoot.Told(asked, run) is { } told)
        {
            terminal.Say(told);
        }

        Prepare(call);
        return TrainedModel.Open(run, DeviceOf(call));
    }

    /// <summary>The images of its recipe.</summary>
    public DatasetSplits Images(TrainedModel model, ParseResult call, Terminal terminal) =>
        model.Images(DataDirectoryOf(call), terminal.Progress);
}
