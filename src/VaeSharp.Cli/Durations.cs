using System.Globalization;

namespace VaeSharp.Cli;

/// <summary>Times for people.</summary>
internal static class Durations
{
    private static readonly IFormatProvider Format = CultureInfo.InvariantCulture;

    /// <summary>Hours and minutes from one hour on, however many; minutes and seconds below.</summary>
    internal static string Words(TimeSpan time) => time.TotalHours >= 1
        ? string.Create(Format, $"{(int)time.TotalHours} h {time.Minutes:D2} min")
        : string.Create(Format, $"{(int)time.TotalMinutes}:{time.Seconds:D2}");

    /// <summary>What is known only roughly: five seconds more or less below 90 seconds, minutes below 90 minutes, then quarters of
    /// an hour.</summary>
    internal static string About(TimeSpan time)
    {
        if (time.TotalSeconds < 90)
        {
            return string.Create(Format, $"{Math.Max(5, 5 * Math.Round(time.TotalSeconds / 5)):F0} s");
        }

        if (time.TotalMinutes < 90)
        {
            return string.Create(Format, $"{time.TotalMinutes:F0} min");
        }

        return string.Create(Format, $"{Math.Round(time.TotalHours * 4) / 4:0.##} h");
    }
}
