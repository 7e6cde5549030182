namespace VaeSharp.Cli;

/// <summary>Finds what somebody may have meant.</summary>
internal static class Nearest
{
    /// <summary>The candidate with the fewest slips from a word, or null where none is near.</summary>
    public static string? To(string word, IEnumerable<string> candidates) => candidates
        .Select(candidate => (Name: candidate, Slips: Slips(word, candidate)))
        .Where(pair => pair.Slips <= Math.Max(1, Math.Max(word.Length, pair.Name.Length) / 3))
        .OrderBy(pair => pair.Slips)
        .Select(pair => pair.Name)
        .FirstOrDefault();

    /// <summary>" Did you mean 'x'?", or nothing.</summary>
    public static string Question(string word, IEnumerable<string> candidates) =>
        To(word, candidates) is { } near ? $" Did you mean '{near}'?" : "";

    /// <summary>Letters to insert, delete, replace or swap with their neighbour, to get from one to the other.</summary>
    /// <remarks>Source: Damerau 1964, in the form of optimal string alignment.</remarks>
    internal static int Slips(string from, string to)
    {
        var cost = new int[from.Length + 1, to.Length + 1];
        for (int i = 0; i <= from.Length; i++)
        {
            for (int j = 0; j <= to.Length; j++)
            {
                cost[i, j] = i == 0 || j == 0 ? i + j : Cheapest(i, j);
            }
        }

        return cost[from.Length, to.Length];

        int Cheapest(int i, int j)
        {
            int replaced = cost[i - 1, j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
            int least = Math.Min(replaced, Math.Min(cost[i - 1, j], cost[i, j - 1]) + 1);
            bool swapped = i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1];
            return swapped ? Math.Min(least, cost[i - 2, j - 2] + 1) : least;
        }
    }
}
