namespace VaeSharp.Models.Recipes;

/// <summary>What somebody may have meant.</summary>
internal static class Spelling
{
    private const int MaximumLength = 64;

    /// <summary>The candidate a few letters away from <paramref name="word"/>, or null.</summary>
    public static string? Closest(string word, IEnumerable<string> candidates)
    {
        if (word.Length is 0 or > MaximumLength)
        {
            return null;
        }

        (string Name, int Distance) best = candidates
            .Select(c => (Name: c, Distance: Distance(word.ToLowerInvariant(), c.ToLowerInvariant())))
            .OrderBy(c => c.Distance).FirstOrDefault((Name: "", Distance: int.MaxValue));
        return best.Distance <= 1 + (word.Length / 3) ? best.Name : null;
    }

    /// <summary>" (did you mean 'x'?)", or nothing.</summary>
    public static string Suggestion(string word, IEnumerable<string> candidates) =>
        Closest(word, candidates) is { } name ? $" (did you mean '{name}'?)" : "";

    // Levenshtein 1966, one row at a time.
    private static int Distance(string a, string b)
    {
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int change = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(change, 1 + Math.Min(row[j], row[j - 1]));
            }
        }

        return row[^1];
    }
}
