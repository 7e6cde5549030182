using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using VaeSharp.Storage;

namespace VaeSharp.Data;

/// <summary>The decoded pixels of a folder, kept until the folder changes.</summary>
/// <remarks>
/// File: the listing's digest (32 bytes); channels, height, width, count, transparent and bad pictures (4 bytes each,
/// little-endian); the bad ones' indices; the pixels; and the SHA-256 of all that. One file a folder and way of reading it; a file
/// that is wrong in any way counts as missing.
/// </remarks>
internal sealed class DecodedFolder
{
    private const int DigestBytes = 32;
    private const int Numbers = 6;
    private const int HeaderBytes = DigestBytes + (4 * Numbers);

    private readonly ImageFolderListing _listing;
    private readonly string _directory;
    private readonly byte[] _digest;
    private readonly int? _channels;
    private readonly PictureOptions _options;
    private readonly string _asTheyAre; // where the same pictures are kept with the channels that they have

    public DecodedFolder(
        DatasetCache cache, ImageFolderListing listing, ImageShape? shape, int? channels, PictureOptions options)
    {
        _listing = listing;
        _directory = cache.DirectoryOf("folders");
        _digest = Convert.FromHexString(listing.Digest);
        _channels = channels;
        _options = options;
        (FilePath, _asTheyAre) = (Kept(channels), Kept(null));

        string Kept(int? channels)
        {
            byte[] key = SHA256.HashData(Encoding.UTF8.GetBytes(
                $"{listing.Directory}\n{shape}\n{channels}\n{options.Resize}\n{options.Background}"));
            return Path.Combine(_directory, Convert.ToHexStringLower(key.AsSpan(0, 8)) + ".pixels");
        }
    }

    /// <summary>Where the pixels are kept.</summary>
    public string FilePath { get; }

    /// <summary>What was kept, if it is whole and the folder has not changed.</summary>
    public DecodedPictures? Read() =>
        Read(FilePath) ?? (Read(_asTheyAre) is { } kept && kept.Images.Shape.Channels == _channels ? kept : null);

    private DecodedPictures? Read(string path)
    {
        byte[] bytes;
        try
        {
            DiskEntry.DemandReadable(path);
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception missing) when (missing is IOException or UnauthorizedAccessException)
        {
            return null;
        }

        if (bytes.Length < HeaderBytes + DigestBytes || !bytes.AsSpan(0, DigestBytes).SequenceEqual(_digest)
            || !SHA256.HashData(bytes.AsSpan(..^DigestBytes)).AsSpan().SequenceEqual(bytes.AsSpan(^DigestBytes..)))
        {
            return null;
        }

        int Number(int i) => BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(DigestBytes + 4 * i));
        var shape = new ImageShape(Number(0), Number(1), Number(2));
        int[] bad = [.. Enumerable.Range(Numbers, Number(5)).Select(Number)];
        byte[] pixels = bytes[(HeaderBytes + (4 * bad.Length))..^DigestBytes];
        return Number(3) == _listing.Files.Count - bad.Length && pixels.LongLength == (long)Number(3) * shape.Values
            ? new(
                new(shape, Number(3), pixels), bad,
                [.. bad.Select(i => PictureDecoding.Again(_listing.Files[i].Path, shape, _options))], Number(4))
            : null;
    }

    /// <summary>Keeps pixels; a cache that cannot be written to costs time only.</summary>
    public void Write(DecodedPictures decoded, IProgress<string>? progress)
    {
        PixelBlock images = decoded.Images;
        int[] numbers =
        [
            images.Shape.Channels, images.Shape.Height, images.Shape.Width, images.Count, decoded.Transparent,
            decoded.BadIndices.Count, .. decoded.BadIndices,
        ];
        var header = new byte[DigestBytes + (4 * numbers.Length)];
        _digest.CopyTo(header, 0);
        for (int i = 0; i < numbers.Length; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(DigestBytes + 4 * i), numbers[i]);
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(header);
        hash.AppendData(images.Pixels);
        try
        {
            Directory.CreateDirectory(_directory);
            AtomicFile.Write(FilePath, stream =>
            {
                stream.Write(header);
                stream.Write(images.Pixels);
                stream.Write(hash.GetHashAndReset());
            });
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            progress?.Report($"The decoded pictures could not be kept in {FilePath} ({refused.Message}).");
        }
    }
}
