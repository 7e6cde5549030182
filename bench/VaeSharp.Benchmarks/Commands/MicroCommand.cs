using System.CommandLine;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Exporters.Json;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using VaeSharp.Benchmarks.Micro;

namespace VaeSharp.Benchmarks.Commands;

/// <summary>Single operations beside what they replaced, by BenchmarkDotNet.</summary>
internal static class MicroCommand
{
    internal static Command Create()
    {
        var filter = new Option<string[]>("--filter")
        {
            Description = "Patterns of the benchmarks' full names, such as *Adam*.",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => ["*"],
        };
        Option<int> iterations = Options.Positive("--iterations", "Measurements of each benchmark, after three to warm up.", 10);
        Option<int> threads = Options.Threads();
        Option<string> output = Options.Out();
        var command = new Command("micro", "Single operations beside what they replaced, by BenchmarkDotNet.")
        {
            filter, iterations, threads, output,
        };
        command.SetAction(call =>
        {
            Bench.Threads = call.GetValue(threads);
            var found = BenchmarkSwitcher.FromAssembly(typeof(MicroCommand).Assembly).Run(
                ["--filter", .. call.GetRequiredValue(filter)], Configuration(call.GetValue(iterations), call.GetRequiredValue(output)));
            return found.Any() && found.All(summary => !summary.HasCriticalValidationErrors && summary.Reports.All(r => r.Success)) ? 0 : 1;
        });
        return command;
    }

    // In this process, with the settings of .NET and of libtorch that training has.
    private static ManualConfig Configuration(int iterations, string folder) => ManualConfig.CreateEmpty()
        .AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance).WithWarmupCount(3).WithIterationCount(iterations))
        .AddLogger(ConsoleLogger.Default)
        .AddColumnProvider(DefaultColumnProviders.Instance)
        .AddExporter(MarkdownExporter.GitHub, JsonExporter.Brief)
        .AddLogicalGroupRules(BenchmarkLogicalGroupRule.ByCategory)
        .WithArtifactsPath(Path.Combine(Path.GetFullPath(folder), "micro"));
}
