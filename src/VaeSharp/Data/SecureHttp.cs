using System.Net;
using System.Net.Http.Headers;

namespace VaeSharp.Data;

/// <summary>GET over https only, with its own redirects and a bound on each wait.</summary>
/// <remarks>Plain http is accepted from this machine, for a proxy or a test, and where a caller says so.</remarks>
internal sealed class SecureHttp(HttpMessageHandler? handler, TimeSpan patience) : IDisposable
{
    private const int MostRedirects = 5;

    private readonly HttpClient _client = new(handler ?? new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        UseCookies = false,
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <summary>The answer's headers, after redirects; asks for the bytes from <paramref name="start"/> on.</summary>
    /// <param name="address">What is asked for.</param>
    /// <param name="start">0 for all of it.</param>
    /// <param name="plain">Whether plain http will do; what it redirects to must be https, or lie on the same host.</param>
    /// <param name="cancellation">Stops.</param>
    /// <exception cref="DownloadFaultException">No answer in time, or a redirect that may not be followed.</exception>
    public async Task<HttpResponseMessage> GetAsync(Uri address, long start, bool plain, CancellationToken cancellation)
    {
        string? plainHost = plain ? address.Host : null;
        for (int redirects = 0; redirects <= MostRedirects; redirects++)
        {
            if (!IsAccepted(address, plainHost))
            {
                throw new DownloadFaultException($"{address} is not https");
            }

            HttpResponseMessage response = await BoundedAsync(
                async token =>
                {
                    using var request = new HttpRequestMessage(HttpMethod.Get, address);
                    request.Headers.Range = start > 0 ? new RangeHeaderValue(start, null) : null;
                    return await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, token)
                        .ConfigureAwait(false);
                },
                cancellation).ConfigureAwait(false);
            if (response.Headers.Location is not { } location || (int)response.StatusCode is not (>= 300 and < 400))
            {
                return response;
            }

            response.Dispose();
            address = Follow(address, location, plainHost);
        }

        throw new DownloadFaultException($"redirects more than {MostRedirects} times");
    }

    /// <summary>The answer's body.</summary>
    public Task<Stream> OpenAsync(HttpResponseMessage response, CancellationToken cancellation) =>
        BoundedAsync(response.Content.ReadAsStreamAsync, cancellation);

    /// <summary>Some bytes of the body; 0 at its end.</summary>
    /// <exception cref="DownloadFaultException">The connection broke, or nothing came in time.</exception>
    public Task<int> ReadAsync(Stream body, Memory<byte> buffer, CancellationToken cancellation) =>
        BoundedAsync(token => body.ReadAsync(buffer, token).AsTask(), cancellation);

    public void Dispose() => _client.Dispose();

    private static Uri Follow(Uri from, Uri location, string? plainHost)
    {
        var to = new Uri(from, location);
        bool accepted = to.Scheme == Uri.UriSchemeHttps
            || (from.Scheme == to.Scheme && from.IsLoopback == to.IsLoopback && IsAccepted(to, plainHost));
        return accepted
            ? to
            : throw new DownloadFaultException($"redirects to {to.Scheme}://{to.Host}, which is not https");
    }

    private static bool IsAccepted(Uri address, string? plainHost) =>
        address.Scheme == Uri.UriSchemeHttps
        || (address.Scheme == Uri.UriSchemeHttp && (address.IsLoopback || address.Host == plainHost));

    private async Task<T> BoundedAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(patience);
        try
        {
            return await work(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException stalled) when (!cancellation.IsCancellationRequested)
        {
            throw new DownloadFaultException($"nothing came for {patience.TotalSeconds:0.#} seconds", stalled);
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException)
        {
            throw new DownloadFaultException($"the connection failed ({broken.Message})", broken);
        }
    }
}
