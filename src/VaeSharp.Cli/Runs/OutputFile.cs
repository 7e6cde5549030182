using System.Globalization;
using VaeSharp.Runs;

namespace VaeSharp.Cli.Runs;

/// <summary>Where a verb's picture or table goes.</summary>
internal static class OutputFile
{
    /// <summary>The file that was asked for, or a new one among the run's results; its directory is there then.</summary>
    /// <param name="asked">As the user wrote it; null for none.</param>
    /// <param name="run">Among whose results it lies otherwise, under a number where the name is taken.</param>
    /// <param name="name">The file's name there, with its extension.</param>
    /// <param name="terminal">Is told when a file that was asked for is there and will be replaced.</param>
    /// <param name="folder">Where among the results.</param>
    /// <param name="words">Of the files that will lie beside it under its name, see <see cref="With"/>.</param>
    /// <exception cref="UsageException">The extension is another, or a directory has that name.</exception>
    public static string Choose(
        string? asked, TrainedModel run, string name, Terminal terminal, string folder = "pictures",
        params ReadOnlySpan<string> words)
    {
        string path = asked ?? Free(RunDirectory.ShownPath(run.Folder.InResults(folder, name)), words);
        string extension = Path.GetExtension(name);
        if (!path.EndsWith(extension, StringComparison.OrdinalIgnoreCase))
        {
            throw new UsageException($"--out is '{path}'; expected a name that ends in {extension}.");
        }

        if (Directory.Exists(path))
        {
            throw new UsageException($"--out is '{path}', a directory; expected the name of a file.");
        }

        if (File.Exists(path))
        {
            terminal.Say($"{path} is there and will be replaced.");
        }

        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        return path;
    }

    /// <summary>The folder that was asked for, which must be empty or not there, or a new one among the run's results.</summary>
    /// <param name="asked">As the user wrote it; null for none.</param>
    /// <param name="run">Among whose results it lies otherwise, under a number where the name is taken.</param>
    /// <param name="name">Its name there.</param>
    /// <exception cref="UsageException">It holds something.</exception>
    public static string ChooseFolder(string? asked, TrainedModel run, string name)
    {
        string path = asked ?? Free(RunDirectory.ShownPath(run.Folder.InResults("pictures", name)), []);
        if (File.Exists(path) || (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any()))
        {
            throw new UsageException($"--out is '{path}', which is there already; expected an empty folder or a new one.");
        }

        Directory.CreateDirectory(path);
        return path;
    }

    /// <summary>A class as part of a file's name: letters and digits of any script; with its number where another class would have
    /// the same, also on a disk that knows no small letters.</summary>
    public static string WordOf(IReadOnlyList<string> classNames, int index)
    {
        string[] words =
        [
            .. classNames.Select(name => string.Concat(name.Select(letter => char.IsLetterOrDigit(letter) ? letter : '-'))),
        ];
        return words.Count(word => string.Equals(word, words[index], StringComparison.OrdinalIgnoreCase)) == 1
            ? words[index]
            : $"{words[index]}-{index}";
    }

    /// <summary>The same path with a word before its extension.</summary>
    public static string With(string path, string word) => Path.Combine(
        Path.GetDirectoryName(path) ?? "",
        $"{Path.GetFileNameWithoutExtension(path)}-{word}{Path.GetExtension(path)}");

    /// <summary>A picture that lies beside a file, under its name with a word.</summary>
    public static string Picture(string path, string word) => Path.ChangeExtension(With(path, word), ".png");

    private static string Free(string path, ReadOnlySpan<string> words)
    {
        for (int number = 1; ; number++)
        {
            string candidate = number == 1 ? path : With(path, number.ToString(CultureInfo.InvariantCulture));
            bool taken = Path.Exists(candidate);
            foreach (string word in words)
            {
                taken |= Path.Exists(With(candidate, word));
            }

            if (!taken)
            {
                return candidate;
            }
        }
    }
}
