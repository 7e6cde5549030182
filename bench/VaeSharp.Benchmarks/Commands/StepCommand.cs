using System.CommandLine;
using VaeSharp.Benchmarks.Steps;
using VaeSharp.Engine;
using VaeSharp.Engine.Gemm;
using VaeSharp.Evaluation;

namespace VaeSharp.Benchmarks.Commands;

/// <summary>Steps of one recipe in this process: what <see cref="StepsCommand"/> calls this program with.</summary>
internal static class StepCommand
{
    internal const string Name = "step";

    internal static Command Create()
    {
        Option<string> recipe = Options.Recipe("seed-mnist");
        Option<int> threads = Options.Threads();
        Option<double> warmUp = StepsCommand.WarmUp();
        Option<double> seconds = StepsCommand.Seconds();
        var others = new Option<string[]>("--libtorch") { Description = "What libtorch computes in place of VaeSharp." };
        others.AcceptOnlyFromAmong(StepVariant.Product, StepVariant.Adam);
        var changes = new Option<string[]>("--set") { Description = "Changes of the recipe; KEY=VALUE." };
        var command = new Command(Name, "Time steps of a recipe in this process; one JSON object.")
        {
            recipe, threads, warmUp, seconds, others, changes,
        };
        command.Hidden = true;
        command.SetAction(call =>
        {
            string[] replaced = call.GetValue(others) ?? [];
            if (replaced.Contains(StepVariant.Product))
            {
                MatrixProduct.IsUsed = false;
            }

            ParameterKernels.IsUsed = !replaced.Contains(StepVariant.Adam);
            Console.Out.Write(ReportJson.Write(StepRate.Measure(
                call.GetRequiredValue(recipe), call.GetValue(threads), call.GetValue(warmUp), call.GetValue(seconds),
                call.GetValue(changes) ?? [])));
        });
        return command;
    }
}
