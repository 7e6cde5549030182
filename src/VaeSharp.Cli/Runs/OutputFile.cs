using VaeSharp.Runs;

namespace VaeSharp.Cli.Runs;

/// <summary>Where a verb's picture or table goes.</summary>
internal static class OutputFile
{
    /// <summary>The file that was asked for, or one in the run's folder, or here where that folder is not the user's; its directory is
    /// there then.</summary>
    /// <param name="asked">As the user wrote it; null for none.</param>
    /// <param name="run">Whose folder holds it otherwise.</param>
    /// <param name="name">The file's name there, with its extension.</param>
    /// <param name="folder">Where in the run's folder.</param>
    /// <exception cref="UsageException">The extension is another, or a directory has that name.</exception>
    public static string Choose(string? asked, TrainedModel run, string name, string folder = "pictures")
    {
        string path = asked ?? (RunRoot.IsShipped(run.Folder)
            ? $"{run.Name}-{name}"
            : RunDirectory.ShownPath(run.Folder.In(folder, name)));
        string extension = Path.GetExtension(name);
        if (!path.EndsWith(extension, StringComparison.OrdinalIgnoreCase))
        {
            throw new UsageException($"--out is '{path}'; expected a name that ends in {extension}.");
        }

        if (Directory.Exists(path))
        {
            throw new UsageException($"--out is '{path}', a directory; expected the name of a file.");
        }

        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
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
}
