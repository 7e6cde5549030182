using System.CommandLine;
using System.Text.Json;
using VaeSharp.Benchmarks.Peers;

namespace VaeSharp.Benchmarks.Commands;

/// <summary>One peer in this process: what <c>peers</c> and <c>observers</c> call this program with.</summary>
internal static class PeerCommand
{
    internal const string Loader = "loader";
    internal const string Tensors = "tensors";
    internal const string Bare = "bare";

    internal static Command Create()
    {
        var kind = new Argument<string>("kind") { Description = $"{Loader}, {Tensors} or {Bare}." };
        kind.AcceptOnlyFromAmong(Loader, Tensors, Bare);
        Option<string> recipe = Options.Recipe("seed-mnist");
        Option<int> epochs = Options.Positive("--epochs", "All, the first one too.", 2);
        Option<int> threads = Options.Threads();
        var command = new Command("peer", "Train one peer in this process; a line of JSON an epoch.")
        {
            kind, recipe, epochs, threads,
        };
        command.Hidden = true;
        command.SetAction(call =>
        {
            string which = call.GetRequiredValue(kind);
            int all = call.GetValue(epochs);
            IEnumerable<PeerEpoch> lines = which == Bare
                ? BareLoop.Run(call.GetRequiredValue(recipe), all, call.GetValue(threads))
                : PlainLoop.Run(which == Loader, all, call.GetValue(threads));
            foreach (PeerEpoch line in lines)
            {
                Console.Out.WriteLine(JsonSerializer.Serialize(line, JsonSerializerOptions.Web));
            }
        });
        return command;
    }
}
