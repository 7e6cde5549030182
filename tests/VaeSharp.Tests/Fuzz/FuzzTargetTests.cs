using VaeSharp.Fuzz;
using Xunit;

namespace VaeSharp.Tests.Fuzz;

/// <summary>Readers of what comes from elsewhere: any bytes give a value or a documented answer, within time and memory.</summary>
public sealed class FuzzTargetTests
{
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public static TheoryData<string> Targets => [.. FuzzTarget.All.Select(target => target.Name)];

    [Theory]
    [MemberData(nameof(Targets))]
    public async Task Changed_seeds_are_read_or_answered_as_documented(string name)
    {
        var campaign = new Campaign(Target(name), seed: 1);

        Task<string?> running = Task.Run(() => campaign.Run(Time));
        Task ended = await Task.WhenAny(running, Task.Delay(Patience));

        Assert.True(ended == running, $"A reading hangs: {Convert.ToBase64String(campaign.Input)}");
        string? fault = await running;
        Assert.True(fault is null, $"{fault}, given {Convert.ToBase64String(campaign.Input)}");
        Assert.True(campaign.Count > 10, $"{campaign.Count} inputs");
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void Of_the_seeds_that_are_committed_some_are_sound_and_all_are_small(string name)
    {
        FuzzTarget target = Target(name);

        Assert.Contains(target.Seeds(), seed => Record.Exception(() => target.Read(seed)) is null);
        Assert.All(target.Seeds(), seed => Assert.InRange(seed.Length, 0, 8192));
    }

    [Fact]
    public void A_reader_that_throws_allocates_or_waits_too_much_is_found_out()
    {
        Assert.Contains("InvalidCast", Judge.FaultIn(new Broken(), [1]), StringComparison.Ordinal);
        Assert.Contains("allocates", Judge.FaultIn(new Broken(), [2]), StringComparison.Ordinal);
        Assert.Null(Judge.FaultIn(new Broken(), [3]));
        Assert.Null(Judge.FaultIn(new Broken(), [4]));
    }

    [Fact]
    public void The_same_seed_and_number_give_the_same_input_and_others_give_others()
    {
        byte[][] seeds = [[.. Enumerable.Range(0, 40).Select(i => (byte)i)], [.. "{\"key\": 12}"u8]];

        Assert.Equal(new Mutator(seeds, 7).InputAt(9), new Mutator(seeds, 7).InputAt(9));
        Assert.True(Enumerable.Range(0, 100).Select(i => Convert.ToHexString(new Mutator(seeds, 7).InputAt((ulong)i))).Distinct().Count() > 80);
    }

    private static FuzzTarget Target(string name) => FuzzTarget.All.Single(target => target.Name == name);

    private sealed class Broken : FuzzTarget
    {
        public override string Name => "broken";

        protected override long BytesPerByte => 1;

        public override bool IsDocumented(Exception answer) => answer is FormatException;

        public override void Read(byte[] input)
        {
            switch (input[0])
            {
                case 1:
                    throw new InvalidCastException();
                case 2:
                    GC.KeepAlive(new byte[1 << 21]);
                    break;
                case 3:
                    throw new FormatException();
            }
        }
    }
}
