namespace VaeSharp.Tests.Cli;

/// <summary>A clock that a test moves.</summary>
internal sealed class ManualClock : TimeProvider
{
    internal TimeSpan Now { get; set; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Now.Ticks;
}
