using System.Text;

namespace VaeSharp.Imaging;

/// <summary>Breaks text into lines of a given width.</summary>
internal static class TextWrap
{
    private const string Separator = " · ";
    private const string Ellipsis = "…";

    /// <summary>The parts of a caption that stand on lines of their own when one line is too long.</summary>
    internal static string[] AtSeparators(string caption) => caption.Split(Separator, StringSplitOptions.TrimEntries);

    /// <summary>One line without control characters or edges of white space.</summary>
    internal static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (char c in text)
        {
            clean.Append(char.IsControl(c) ? ' ' : c);
        }

        return clean.ToString().Trim();
    }

    /// <summary>Fills lines with words; a word that is wider than a line is shortened.</summary>
    internal static List<string> Words(string text, float width, Func<string, float> measure)
    {
        var lines = new List<string>();
        string line = "";
        foreach (string word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            string longer = line.Length == 0 ? word : line + " " + word;
            if (line.Length > 0 && measure(longer) > width)
            {
                lines.Add(Shorten(line, width, measure));
                longer = word;
            }

            line = longer;
        }

        if (line.Length > 0)
        {
            lines.Add(Shorten(line, width, measure));
        }

        return lines;
    }

    /// <summary>The text, or as much of it as fits before an ellipsis.</summary>
    internal static string Shorten(string text, float width, Func<string, float> measure)
    {
        if (measure(text) <= width)
        {
            return text;
        }

        int fits = 0;
        int tooLong = text.Length;
        while (tooLong - fits > 1)
        {
            int middle = (fits + tooLong) / 2;
            if (measure(text[..middle].TrimEnd() + Ellipsis) <= width)
            {
                fits = middle;
            }
            else
            {
                tooLong = middle;
            }
        }

        if (fits > 0 && char.IsHighSurrogate(text[fits - 1]))
        {
            fits--;
        }

        return text[..fits].TrimEnd() + Ellipsis;
    }
}
