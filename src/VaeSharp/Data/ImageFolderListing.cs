using System.Security.Cryptography;
using System.Text;
using VaeSharp.Storage;

namespace VaeSharp.Data;

/// <summary>The pictures of a folder, in ordinal order of their paths, with their classes and their parts.</summary>
/// <param name="Directory">The folder, as an absolute path.</param>
/// <param name="ClassNames">Sub-folders with pictures in them; without any, the folder's own name.</param>
/// <param name="Files">The pictures.</param>
/// <param name="LeftOut">What is not among them, in words; empty where there is nothing else.</param>
/// <remarks>
/// A sub-folder with pictures is a class, with all that lies deeper in it. Folders of the names in
/// <see cref="PartNames"/> are the parts; see docs/recipes.md#own-pictures.
/// </remarks>
internal sealed record ImageFolderListing(
    string Directory, IReadOnlyList<string> ClassNames, IReadOnlyList<ImageFile> Files, string LeftOut)
{
    private const int MostClasses = 256;
    private const int FewestFiles = 2;

    private static readonly Dictionary<string, FolderPart> PartNames = new(StringComparer.OrdinalIgnoreCase)
    {
        ["train"] = FolderPart.Train,
        ["training"] = FolderPart.Train,
        ["val"] = FolderPart.Validation,
        ["valid"] = FolderPart.Validation,
        ["validation"] = FolderPart.Validation,
        ["dev"] = FolderPart.Validation,
        ["test"] = FolderPart.Test,
        ["testing"] = FolderPart.Test,
    };

    /// <summary>Changes when a picture's name, length or times do, or another file takes its place.</summary>
    public string Digest
    {
        get
        {
            var text = new StringBuilder();
            foreach (ImageFile file in Files)
            {
                var info = new FileInfo(file.Path);
                text.Append(file.RelativePath).Append('\0').Append(info.Exists ? info.Length : -1).Append('\0')
                    .Append(info.LastWriteTimeUtc.Ticks).Append('\0').Append(DiskEntry.ChangeMark(file.Path)).Append('\n');
            }

            return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
        }
    }

    /// <summary>Whether the folder has validation images of its own.</summary>
    public bool HasValidation => Files.Any(file => file.Part == FolderPart.Validation);

    /// <summary>The classes with their numbers of pictures, in words.</summary>
    public string ClassesInWords()
    {
        ILookup<byte, ImageFile> byClass = Files.ToLookup(file => file.Label);
        return string.Join(", ", ClassNames.Select((name, i) => $"{name} ({byClass[(byte)i].Count()})"));
    }

    /// <summary>Looks through a folder without opening a picture.</summary>
    /// <exception cref="DatasetUnavailableException">There are no pictures, or they lie where no class is.</exception>
    public static ImageFolderListing Scan(string directory)
    {
        FolderWalk walk = FolderWalk.Through(directory, PictureFile.HasExtension);
        var firsts = walk.Pictures.Where(path => path.Contains('/')).Select(path => path[..path.IndexOf('/')]).Distinct();
        ILookup<FolderPart, string> parts = firsts.Where(PartNames.ContainsKey).ToLookup(name => PartNames[name]);
        bool split = parts.Contains(FolderPart.Train) && (parts.Count > 1 || !firsts.Except(parts[FolderPart.Train]).Any());
        FolderTree[] trees =
        [
            .. split
                ? parts.SelectMany(part => part.Select(name => FolderTree.Of(walk.Pictures, name + "/", part.Key)))
                : [FolderTree.Of(walk.Pictures, "", FolderPart.Train)],
        ];
        string[] names = [.. trees.SelectMany(tree => tree.Classes).Distinct().Order(StringComparer.Ordinal)];
        if (names.Length > MostClasses)
        {
            throw new DatasetUnavailableException(
                $"{walk.Top} has {names.Length} sub-folders; each is a class, and there can be at most {MostClasses}.");
        }

        if (names.Length > 0 && trees.SelectMany(tree => tree.Loose).FirstOrDefault() is { } stray)
        {
            throw new DatasetUnavailableException(
                $"{Path.Combine(walk.Top, stray)} lies beside the folder {names[0]}; with sub-folders, each picture must lie in one.");
        }

        List<ImageFile> files =
        [
            .. trees.SelectMany(tree => tree.Files(walk.Top, names)).OrderBy(file => file.RelativePath, StringComparer.Ordinal),
        ];
        DemandSome(files, walk);
        return new(
            walk.Top, names.Length == 0 ? [NameOf(walk.Top)] : names,
            files.Any(file => file.Part == FolderPart.Test) ? files : WithTest(files), Left(walk, files));
    }

    /// <summary>What a folder is called; the root of a disk has no name of its own.</summary>
    public static string NameOf(string directory) =>
        Path.GetFileName(Path.TrimEndingDirectorySeparator(directory)) is { Length: > 0 } name ? name : "pictures";

    private static void DemandSome(List<ImageFile> files, FolderWalk walk)
    {
        if (files.Count == 0)
        {
            string found = walk.Pictures.Count > 0
                ? $" where they are looked for: {walk.Pictures.Count} pictures lie deeper, as {walk.Pictures[0]}; they must lie in the "
                    + "folder itself, or each in the folder of its class"
                : $" ({string.Join(", ", PictureFile.Extensions)}): it "
                    + (walk.Others.Count > 0 ? $"has {walk.OthersInWords()}" : "is empty");
            throw new DatasetUnavailableException($"{walk.Top} has no pictures{found}.");
        }

        if (files.Count < FewestFiles || files.All(file => file.Part != FolderPart.Train))
        {
            throw new DatasetUnavailableException(
                $"{walk.Top} has {files.Count} picture{(files.Count == 1 ? "" : "s")}, {files[0].RelativePath}; expected at least "
                + "one to train on and one to test with.");
        }
    }

    private static string Left(FolderWalk walk, List<ImageFile> files)
    {
        HashSet<string> taken = [.. files.Select(file => file.RelativePath)];
        string[] deeper = [.. walk.Pictures.Where(path => !taken.Contains(path))];
        string[] notes =
        [
            deeper.Length > 0 ? $"{deeper.Length} pictures that lie in no class's folder, as {deeper[0]}" : "",
            walk.Others.Count > 0 ? $"files that are no pictures: {walk.OthersInWords()}" : "",
        ];
        return string.Join("; ", notes.Where(note => note.Length > 0));
    }

    private static List<ImageFile> WithTest(List<ImageFile> files)
    {
        // A small folder may have no such path: then its smallest key is the test image.
        List<ImageFile> all = [.. files.Where(file => file.Part == FolderPart.Train)];
        bool any = all.Any(file => file.Key % 10 == 0) && all.Any(file => file.Key % 10 != 0);
        ImageFile smallest = all.MinBy(file => file.Key)!;
        return
        [
            .. files.Select(file => file.Part == FolderPart.Train && (any ? file.Key % 10 == 0 : file == smallest)
                ? file with { Part = FolderPart.Test }
                : file),
        ];
    }
}
