using VaeSharp.Storage;

namespace VaeSharp.Data;

/// <summary>The two MAT-files of SVHN's cropped digits.</summary>
/// <remarks>
/// Source: Netzer, Wang, Coates, Bissacco, Wu and Ng, "Reading Digits in Natural Images with Unsupervised Feature Learning", 2011, and
/// its page, format 2: X is 32×32×3×N, y has N labels, of which 10 is the digit 0.
/// </remarks>
internal sealed class SvhnFormat : IDatasetFormat
{
    private const int Side = 32;
    private const int Ten = 10;

    private SvhnFormat()
    {
    }

    public static SvhnFormat Instance { get; } = new();

    /// <summary>Three channels of 32×32.</summary>
    public static ImageShape Shape { get; } = new(3, Side, Side);

    public IReadOnlyList<string> FileNames { get; } = ["train_32x32.mat", "test_32x32.mat"];

    public string InnerDirectory => "";

    public IReadOnlyList<string> OtherVersions => [];

    public string? Find(string directory, string fileName)
    {
        string path = Path.Combine(directory, fileName);
        return File.Exists(path) ? path : null;
    }

    public void DemandLengths(IReadOnlyList<string> paths)
    {
        foreach (string path in paths)
        {
            DiskEntry.DemandReadable(path);
            if (new FileInfo(path).Length is var length && length > IdxFile.MostBytes)
            {
                throw new DataFormatException(path, IdxFile.MostBytes, $"{length} bytes", $"at most {IdxFile.MostBytes}");
            }
        }
    }

    public void Unpack(string archivePath, Action<string, byte[]> receive) =>
        receive(Path.GetFileName(archivePath), FileBytes.Read(archivePath, IdxFile.MostBytes));

    public void Check(string fileName, byte[] bytes, string path) => Images("svhn", ClassNames.Digits, bytes, path);

    public WholeDataset Read(
        string name, IReadOnlyList<string>? classNames, IReadOnlyList<string> paths, Func<int, byte[]> read,
        Func<int, long>? length = null) =>
        new(
            Images(name, classNames ?? ClassNames.Digits, read(0), paths[0]),
            Images(name, classNames ?? ClassNames.Digits, read(1), paths[1]));

    private static ImageDataset Images(string name, IReadOnlyList<string> classNames, byte[] bytes, string path)
    {
        IReadOnlyDictionary<string, MatArray> arrays = MatFile.Read(bytes, path, "X", "y");
        MatArray images = arrays["X"], digits = arrays["y"];
        // MATLAB leaves out a last dimension of 1.
        int count = images.Dimensions is [Side, Side, 3, var several] ? several : images.Dimensions is [Side, Side, 3] ? 1 : 0;
        if (count == 0 || images.Type != MatArray.UnsignedByte)
        {
            throw new DataFormatException(
                path, 0, $"X of {InWords(images)}, stored as type {images.Type}", "32×32×3×N unsigned bytes, type 2");
        }

        if (digits.Count != count || digits.Dimensions is not ([_, 1] or [1, _]))
        {
            throw new DataFormatException(path, 0, $"y of {InWords(digits)}", $"{count}×1, as X has images");
        }

        InParallel.For(count, i => Turn(images.Values.AsSpan(i * Shape.Values, Shape.Values)));
        return new(name, Shape, images.Values, [.. Enumerable.Range(0, count).Select(i => Label(digits[i], i, path))], classNames);
    }

    private static byte Label(double digit, int image, string path) => digit is >= 1 and <= Ten && digit == Math.Floor(digit)
        ? (byte)(digit % Ten)
        : throw new DataFormatException(
            path, 0, FormattableString.Invariant($"the label {digit} of image {image}"), "1 to 10, where 10 is the digit 0");

    // Columns as they are stored become rows, within each plane.
    private static void Turn(Span<byte> image)
    {
        for (int plane = 0; plane < image.Length; plane += Side * Side)
        {
            for (int row = 0; row < Side; row++)
            {
                for (int column = 0; column < row; column++)
                {
                    ref byte one = ref image[plane + (row * Side) + column];
                    ref byte other = ref image[plane + (column * Side) + row];
                    (one, other) = (other, one);
                }
            }
        }
    }

    private static string InWords(MatArray array) => string.Join("×", array.Dimensions);
}
