using System.Globalization;

namespace VaeSharp.Cli;

/// <summary>Times for people.</summary>
internal static class Durations
{
    private static readonly IFormatProvider Format = CultureInfo.InvariantCulture;
    private const double Longest = 86_400 * 365.0; // seconds; beyond it nothing is gained

    /// <summary>From a text such as <c>90</c>, <c>30s</c>, <c>5m</c> or <c>1.5h</c>; a plain number counts seconds.</summary>
    /// <returns>Null for anything else, for less than a second that is not zero, and for more than a year.</returns>
    internal static TimeSpan? Parse(string text)
    {
        double? unit = text switch
        {
            [.., 's'] => 1,
            [.., 'm'] => 60,
            [.., 'h'] => 3600,
            [.., >= '0' and <= '9'] => 1,
            _ => null,
        };
        ReadOnlySpan<char> digits = text.AsSpan().TrimEnd("smh");
        return unit is { } seconds && text.Length - digits.Length <= 1
            && double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double count)
            && count * seconds is 0 or (>= 1 and <= Longest)
            ? TimeSpan.FromSeconds(count * seconds)
            : null;
    }

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
