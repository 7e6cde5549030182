using System.Globalization;

namespace VaeSharp.Cli;

/// <summary>Times for people.</summary>
internal static class Durations
{
    /// <summary>Hours and minutes from one hour on, however many; minutes and seconds below.</summary>
    internal static string Words(TimeSpan time) => time.TotalHours >= 1
        ? string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours} h {time.Minutes:D2} min")
        : string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalMinutes}:{time.Seconds:D2}");
}
