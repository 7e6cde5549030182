using System.Globalization;
using SharpFuzz;
using VaeSharp.Fuzz;

// VaeSharp.Fuzz TARGET blind SECONDS SEED    changes the seeds without knowing what code they reach
// VaeSharp.Fuzz TARGET libfuzzer             the far end of libfuzzer-dotnet
// VaeSharp.Fuzz TARGET afl                   the far end of afl-fuzz
// VaeSharp.Fuzz TARGET file PATH             reads one file
// VaeSharp.Fuzz                              names all targets
if (args.Length == 0)
{
    Console.WriteLine(string.Join('\n', FuzzTarget.All.Select(target => target.Name)));
    return 0;
}

if (FuzzTarget.All.FirstOrDefault(known => known.Name == args[0]) is not { } target)
{
    Console.Error.WriteLine($"There is no target '{args[0]}'; there are: {string.Join(", ", FuzzTarget.All.Select(t => t.Name))}.");
    return 2;
}

switch (args[1..])
{
    case ["libfuzzer"]:
        Fuzzer.LibFuzzer.Run(input => Demand(input.ToArray()));
        return 0;
    case ["afl"]:
        Fuzzer.OutOfProcess.Run(stream =>
        {
            using var memory = new MemoryStream();
            stream.CopyTo(memory);
            Demand(memory.ToArray());
        });
        return 0;
    case ["file", var path]:
        string? one = Judge.FaultIn(target, File.ReadAllBytes(path));
        Console.WriteLine(one ?? "The promises hold.");
        return one is null ? 0 : 1;
    case ["blind", var seconds, var seed]:
        return Blind(double.Parse(seconds, CultureInfo.InvariantCulture), ulong.Parse(seed, CultureInfo.InvariantCulture));
    default:
        Console.Error.WriteLine("Expected: TARGET blind SECONDS SEED, TARGET libfuzzer, TARGET afl or TARGET file PATH.");
        return 2;
}

// What the two drivers take for a crash is an exception that is not caught.
void Demand(byte[] input)
{
    if (Judge.FaultIn(target, input) is { } fault)
    {
        throw new InvalidOperationException($"{target.Name}: {fault}");
    }
}

int Blind(double seconds, ulong seed)
{
    var campaign = new Campaign(target, seed);
    using var watch = new Watch(campaign, target.Name);
    string? fault = campaign.Run(TimeSpan.FromSeconds(seconds));
    Console.WriteLine($"{target.Name}: {campaign.Count} inputs, blind, seed {seed}: {fault ?? "no fault"}");
    if (fault is not null)
    {
        Console.WriteLine($"The smallest such input: {Watch.Keep(target.Name, campaign.Smallest())}");
    }

    return fault is null ? 0 : 1;
}
