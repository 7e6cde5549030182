using System.CommandLine;
using VaeSharp.Benchmarks;
using VaeSharp.Benchmarks.Commands;

var root = new RootCommand("Measures VaeSharp against its peers, its sizes and its machine. See bench/README.md.")
{
    PeersCommand.Create(),
    RooflineCommand.Create(),
    StepsCommand.Create(),
    AgainstCommand.Create(),
    MicroCommand.Create(),
    ScalingCommand.Create(),
    SteadyCommand.Create(),
    StartupCommand.Create(),
    TimeToLossCommand.Create(),
    ObserversCommand.Create(),
    HoldCommand.Create(),
    FiguresCommand.Create(),
    PeerCommand.Create(),
    MeasureCommand.Create(),
    StepCommand.Create(),
};
try
{
    return root.Parse(args).Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (Exception fault) when (fault is ChildFailedException or IOException or ArgumentException
    or VaeSharp.Data.DatasetUnavailableException or VaeSharp.Models.Recipes.RecipeException)
{
    Console.Error.WriteLine($"bench: {fault.Message}");
    return 1;
}
