using System.Net;
using System.Security.Cryptography;
using VaeSharp.Storage;

namespace VaeSharp.Data;

/// <summary>Brings a published file to the disk: all of it, under its name, or nothing under that name.</summary>
/// <remarks>
/// What has arrived lies under <c>.partial</c> and is continued, from any mirror, until its SHA-256 is the published
/// one. A fault of a mirror leads to the next; a fault of the disk ends it.
/// </remarks>
internal sealed class Download(HttpMessageHandler? handler = null, TimeSpan? patience = null) : IDisposable
{
    private const int BufferBytes = 1 << 16;

    private readonly SecureHttp _http = new(handler, patience ?? TimeSpan.FromSeconds(30));

    /// <summary>Fetches <paramref name="file"/> unless it is there already.</summary>
    /// <exception cref="DatasetUnavailableException">No mirror has it; the message says why for each.</exception>
    /// <exception cref="IOException">The disk is full or cannot be written to.</exception>
    public async Task FetchAsync(
        PublishedFile file, string destination, IProgress<string>? progress, CancellationToken cancellation)
    {
        if (IsWhole(file, destination))
        {
            return;
        }

        string partial = destination + ".partial";
        DiskEntry.DemandFileOrNothing(partial);
        List<string> faults = [];
        foreach (Uri mirror in file.Mirrors)
        {
            try
            {
                progress?.Report($"Fetching {mirror}");
                await CompleteAsync(file, mirror, partial, progress, cancellation).ConfigureAwait(false);
                File.Move(partial, destination, overwrite: true);
                return;
            }
            catch (DownloadFaultException fault)
            {
                faults.Add($"{mirror}: {fault.Message}");
                progress?.Report(faults[^1]);
            }
        }

        throw new DatasetUnavailableException(
            $"{file.Name} could not be fetched.\n  {string.Join("\n  ", faults)}");
    }

    public void Dispose() => _http.Dispose();

    /// <summary>Whether a file is there with the published length and SHA-256.</summary>
    public static bool IsWhole(PublishedFile file, string path) =>
        DiskEntry.KindOf(path) == EntryKind.File && new FileInfo(path).Length == file.Length && Digest(path) == file.Sha256;

    private async Task CompleteAsync(
        PublishedFile file, Uri mirror, string partial, IProgress<string>? progress, CancellationToken cancellation)
    {
        long start = File.Exists(partial) ? new FileInfo(partial).Length : 0;
        bool continued = start > 0 && start < file.Length;
        if (continued)
        {
            continued = await ReceiveAsync(file, mirror, partial, start, progress, cancellation).ConfigureAwait(false);
        }

        if (IsWhole(file, partial))
        {
            return;
        }
        // Either nothing was there, or what was there is no beginning of this file, or the mirror cannot continue it.
        await ReceiveAsync(file, mirror, partial, 0, progress, cancellation).ConfigureAwait(false);
        string digest = Digest(partial);
        if (digest != file.Sha256)
        {
            File.Delete(partial);
            throw new DownloadFaultException($"found content with SHA-256 {digest}, expected {file.Sha256}");
        }
    }

    /// <summary>Appends from <paramref name="start"/>, or writes anew from 0.</summary>
    /// <returns>False when the mirror cannot continue.</returns>
    private async Task<bool> ReceiveAsync(
        PublishedFile file, Uri mirror, string partial, long start, IProgress<string>? progress,
        CancellationToken cancellation)
    {
        using HttpResponseMessage response = await _http.GetAsync(mirror, start, file.OverPlainHttp, cancellation).ConfigureAwait(false);
        if (start > 0 && !Continues(response, start, file.Length))
        {
            return false;
        }

        CheckHeaders(response, start > 0 ? HttpStatusCode.PartialContent : HttpStatusCode.OK, file.Length - start);
        using var target = new FileStream(partial, start > 0 ? FileMode.Append : FileMode.Create, FileAccess.Write);
        await CopyAsync(response, target, file, progress, cancellation).ConfigureAwait(false);
        target.Flush(flushToDisk: true);
        return true;
    }

    private async Task CopyAsync(
        HttpResponseMessage response, FileStream target, PublishedFile file, IProgress<string>? progress,
        CancellationToken cancellation)
    {
        using Stream body = await _http.OpenAsync(response, cancellation).ConfigureAwait(false);
        var buffer = new byte[BufferBytes];
        for (long told = 0; ;)
        {
            int read = await _http.ReadAsync(body, buffer, cancellation).ConfigureAwait(false);
            if (read == 0)
            {
                break;
            }

            if (target.Position + read > file.Length)
            {
                target.SetLength(0);
                throw new DownloadFaultException($"found a body longer than the {file.Length} bytes expected");
            }

            await target.WriteAsync(buffer.AsMemory(0, read), cancellation).ConfigureAwait(false);
            long tenth = target.Position * 10 / file.Length;
            if (tenth > told && file.Length > 1 << 20)
            {
                told = tenth;
                progress?.Report($"{file.Name}: {target.Position >> 20} of {file.Length >> 20} MiB");
            }
        }

        if (target.Position < file.Length)
        {
            throw new DownloadFaultException($"the body ended after {target.Position} of {file.Length} bytes");
        }
    }

    private static bool Continues(HttpResponseMessage response, long start, long length) =>
        response.StatusCode == HttpStatusCode.PartialContent
        && response.Content.Headers.ContentRange is { Unit: "bytes" } range
        && range.From == start && range.To == length - 1 && (range.Length is null || range.Length == length);

    private static void CheckHeaders(HttpResponseMessage response, HttpStatusCode status, long expected)
    {
        if (response.StatusCode != status)
        {
            throw new DownloadFaultException($"answered {(int)response.StatusCode} {response.ReasonPhrase}");
        }

        if (response.Content.Headers.ContentType?.MediaType is "text/html" or "application/xhtml+xml")
        {
            throw new DownloadFaultException("answered with a web page instead of the file");
        }

        if (response.Content.Headers.ContentLength is { } length && length != expected)
        {
            throw new DownloadFaultException($"offers {length} bytes, expected {expected}");
        }
    }

    private static string Digest(string path)
    {
        using FileStream stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
