using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace VaeSharp.Data;

/// <summary>The pictures of a folder, in ordinal order of their paths, with their classes and their split.</summary>
/// <remarks>
/// A sub-folder is a class; without sub-folders there is one class. Folders <c>train</c> and <c>test</c> are the
/// split; without them a picture is a test image when the hash of its path is a multiple of ten.
/// </remarks>
internal sealed record ImageFolderListing(
    string Directory, IReadOnlyList<string> ClassNames, IReadOnlyList<ImageFile> Files)
{
    private const int MostClasses = 256;

    private static readonly string[] Extensions = [".png", ".jpg", ".jpeg"];

    /// <summary>Changes when a name, a length or a time of a file does.</summary>
    public string Digest
    {
        get
        {
            var text = new StringBuilder();
            foreach (ImageFile file in Files)
            {
                text.Append(file.RelativePath).Append('\0').Append(file.Bytes).Append('\0').Append(file.Modified)
                    .Append('\n');
            }

            return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
        }
    }

    /// <summary>Looks through a folder without opening a picture.</summary>
    /// <exception cref="DatasetUnavailableException">There are no pictures, or they lie where no class is.</exception>
    public static ImageFolderListing Scan(string directory)
    {
        string top = Path.GetFullPath(directory);
        if (!System.IO.Directory.Exists(top))
        {
            throw new DatasetUnavailableException($"The folder {top} does not exist.");
        }

        string train = Path.Combine(top, "train"), test = Path.Combine(top, "test");
        bool split = System.IO.Directory.Exists(train) && System.IO.Directory.Exists(test);
        string[] trees = split ? [train, test] : [top];
        string[] names = [.. trees.SelectMany(Folders).Distinct().Order(StringComparer.Ordinal)];
        if (names.Length > MostClasses)
        {
            throw new DatasetUnavailableException(
                $"{top} has {names.Length} sub-folders; each is a class, and there can be at most {MostClasses}.");
        }

        List<ImageFile> files = [];
        foreach (string tree in trees)
        {
            RequireAllInClasses(tree, names);
            foreach (string folder in names.Length == 0 ? [tree] : names.Select(name => Path.Combine(tree, name)))
            {
                byte label = (byte)Math.Max(0, Array.IndexOf(names, Path.GetFileName(folder)));
                files.AddRange(Pictures(folder).Select(path => Describe(path, top, label, tree == test)));
            }
        }

        if (files.Count == 0)
        {
            throw new DatasetUnavailableException($"{top} has no pictures ({string.Join(", ", Extensions)}).");
        }

        files.Sort((a, b) => string.CompareOrdinal(a.RelativePath, b.RelativePath));
        return new(top, names.Length == 0 ? [Path.GetFileName(top)] : names, split ? files : Split(files));
    }

    private static void RequireAllInClasses(string tree, string[] names)
    {
        if (names.Length > 0 && Pictures(tree).FirstOrDefault() is { } stray)
        {
            throw new DatasetUnavailableException(
                $"{stray} lies beside the folder {names[0]}; with sub-folders, each picture must lie in one.");
        }
    }

    private static List<ImageFile> Split(List<ImageFile> files)
    {
        var hashes = files.ToDictionary(file => file, file => BinaryPrimitives.ReadUInt64BigEndian(
            SHA256.HashData(Encoding.UTF8.GetBytes(file.RelativePath))));
        // A small folder may have no such path: then its smallest hash is the test image.
        ImageFile smallest = files.MinBy(file => hashes[file])!;
        bool any = hashes.Values.Any(hash => hash % 10 == 0);
        return [.. files.Select(file => file with { IsTest = any ? hashes[file] % 10 == 0 : file == smallest })];
    }

    private static ImageFile Describe(string path, string top, byte label, bool isTest)
    {
        var info = new FileInfo(path);
        string relative = Path.GetRelativePath(top, path).Replace(Path.DirectorySeparatorChar, '/');
        return new(path, relative, label, isTest, info.Length, info.LastWriteTimeUtc.Ticks);
    }

    private static IEnumerable<string> Folders(string directory) => System.IO.Directory.EnumerateDirectories(directory)
        .Select(path => Path.GetFileName(path)).Where(name => !name.StartsWith('.'));

    private static IEnumerable<string> Pictures(string directory) => System.IO.Directory.Exists(directory)
        ? System.IO.Directory.EnumerateFiles(directory).Where(path => !Path.GetFileName(path).StartsWith('.')
            && Extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase))
        : [];
}
