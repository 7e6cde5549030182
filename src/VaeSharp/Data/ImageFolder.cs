namespace VaeSharp.Data;

/// <summary>A folder of pictures as a data set.</summary>
/// <remarks>
/// Pictures are grey, one channel, only when all of the folder are: when red, green and blue agree everywhere; unless the request
/// says how many channels.
/// </remarks>
internal static class ImageFolder
{
    private const int LargestSize = 1024;

    /// <summary>Reads a folder, or what was kept of it when nothing has changed since.</summary>
    /// <param name="directory">The folder; see <see cref="ImageFolderListing"/> for its classes and parts.</param>
    /// <param name="request">Sizes, channels and how pictures become images.</param>
    /// <param name="cache">Where decoded pixels are kept.</param>
    /// <param name="progress">Receives a line for each step that takes time, and for what is left out.</param>
    /// <exception cref="DatasetUnavailableException">There is nothing to read, or the sizes differ.</exception>
    /// <exception cref="BadPicturesException">Pictures are damaged, too large, or none at all.</exception>
    public static WholeDataset Load(
        string directory, DatasetRequest request, DatasetCache cache, IProgress<string>? progress)
    {
        ImageShape? shape = Shape(request);
        ImageFolderListing listing = ImageFolderListing.Scan(directory);
        var kept = new DecodedFolder(cache, listing, shape, request.Channels, request.Pictures);
        if (kept.Read() is not { } decoded)
        {
            progress?.Report($"Decoding {listing.Files.Count} pictures of {listing.Directory}");
            progress?.Report($"Classes: {listing.ClassesInWords()}");
            decoded = PictureDecoding.Decode([.. listing.Files.Select(file => file.Path)], shape, request.Pictures);
            decoded = decoded with { Images = Colours.WithChannels(decoded.Images, request.Channels) };
            kept.Write(decoded, progress); // with bad ones too: who goes on without them need not wait again
        }

        if (decoded.Bad.Count > 0 && (!request.Pictures.SkipBad || decoded.Images.Count == 0))
        {
            throw new BadPicturesException(decoded.Bad, listing.Files.Count) { AreDataset = true };
        }

        Tell(listing, decoded, request.Pictures, progress);
        return Parts(listing, decoded);
    }

    /// <summary>The shape that is asked for, or that of the first picture that can be read, with one channel unless more are asked for.
    /// </summary>
    /// <inheritdoc cref="Load" path="/exception"/>
    public static ImageShape? ShapeByHeaders(string directory, DatasetRequest request)
    {
        ImageShape? found = Shape(request);
        foreach (ImageFile file in found is null ? ImageFolderListing.Scan(directory).Files : [])
        {
            if (PictureDecoding.Reason(file.Path, () => found = PictureFile.ReadShape(file.Path)) is null)
            {
                break;
            }
        }

        return found is { } shape ? shape with { Channels = request.Channels ?? 1 } : null;
    }

    private static ImageShape? Shape(DatasetRequest request)
    {
        (int? height, int? width) = (request.Height ?? request.Size, request.Width ?? request.Size);
        foreach (int side in (int[])[height ?? 1, width ?? 1])
        {
            if (side is < 1 or > LargestSize)
            {
                throw new ArgumentException($"The size {side} is not between 1 and {LargestSize}.");
            }
        }

        if (request.Channels is not (null or 1 or 3))
        {
            throw new ArgumentException($"{request.Channels} channels were asked for; expected 1 (grey) or 3 (colour).");
        }

        return (height, width) switch
        {
            (null, null) => null,
            ({ } rows, { } columns) => new(3, rows, columns),
            _ => throw new ArgumentException("A height and a width go together: one of them was given, the other not."),
        };
    }

    private static void Tell(
        ImageFolderListing listing, DecodedPictures decoded, PictureOptions options, IProgress<string>? progress)
    {
        int count = listing.Files.Count;
        if (listing.LeftOut.Length > 0)
        {
            progress?.Report($"Left out of {listing.Directory}: {listing.LeftOut}.");
        }

        if (decoded.Transparent > 0)
        {
            progress?.Report($"{decoded.Transparent} of {count} pictures are transparent in part: laid over {options.Background}.");
        }

        if (decoded.Bad.Count > 0)
        {
            progress?.Report($"{decoded.Bad.Count} of {count} pictures cannot be read and are left out, as {decoded.Bad[0].Path}.");
        }
    }

    private static WholeDataset Parts(ImageFolderListing listing, DecodedPictures decoded)
    {
        HashSet<int> bad = [.. decoded.BadIndices];
        ImageFile[] files = [.. listing.Files.Where((_, i) => !bad.Contains(i))];
        PixelBlock images = decoded.Images;
        byte[] labels = [.. files.Select(file => file.Label)];
        var all = new ImageDataset(
            ImageFolderListing.NameOf(listing.Directory), images.Shape, images.Pixels, labels, listing.ClassNames);
        int[] train = Of(FolderPart.Train);
        return train.Length == 0
            ? throw new DatasetUnavailableException(
                $"{listing.Directory} has {files.Length} pictures that can be read, and none of them to train on.")
            : new(all.Select(train), all.Select(Of(FolderPart.Test)))
            {
                Validation = listing.HasValidation ? all.Select(Of(FolderPart.Validation)) : null,
                TrainKeys = [.. train.Select(i => files[i].Key)],
            };

        int[] Of(FolderPart part) => [.. Enumerable.Range(0, files.Length).Where(i => files[i].Part == part)];
    }
}
