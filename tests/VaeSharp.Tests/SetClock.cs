namespace VaeSharp.Tests;

/// <summary>A clock that stands still until a test moves it.</summary>
internal sealed class SetClock : TimeProvider
{
    internal TimeSpan Now { get; set; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Now.Ticks;
}
