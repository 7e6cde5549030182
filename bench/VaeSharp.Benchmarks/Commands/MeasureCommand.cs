using System.CommandLine;
using VaeSharp.Evaluation;

namespace VaeSharp.Benchmarks.Commands;

/// <summary>One measurement in this process: what the others call this program with.</summary>
internal static class MeasureCommand
{
    internal const string Name = "measure";

    internal static Command Create()
    {
        Option<string> recipe = Options.Recipe("seed-mnist");
        Option<int> epochs = Options.Epochs(1);
        Option<int> threads = Options.Threads();
        var limit = new Option<int?>("--limit") { Description = "The most images of each split." };
        var changes = new Option<string[]>("--set") { Description = "Another value for a key of the recipe." };
        var command = new Command(Name, "Measure a recipe in this process; one JSON object.")
        {
            recipe, epochs, threads, limit, changes,
        };
        command.Hidden = true;
        command.SetAction(call => Console.Out.Write(ReportJson.Write(Measurement.Here(
            call.GetRequiredValue(recipe), call.GetValue(threads), call.GetValue(epochs), call.GetValue(limit),
            call.GetValue(changes) ?? []))));
        return command;
    }
}
