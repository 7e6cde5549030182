using System.Net;
using System.Net.Http.Headers;

namespace VaeSharp.Tests.Data;

/// <summary>Answers requests by host without a network, and remembers them.</summary>
internal sealed class FakeServer : HttpMessageHandler
{
    private readonly Dictionary<string, Func<HttpRequestMessage, HttpResponseMessage>> _hosts = [];

    public List<(string Address, long? From)> Requests { get; } = [];

    public FakeServer On(string host, Func<HttpRequestMessage, HttpResponseMessage> answer)
    {
        _hosts[host] = answer;
        return this;
    }

    /// <summary>A host that serves files by their last name and understands ranges.</summary>
    public FakeServer Serve(string host, params (string Name, byte[] Content)[] files) => On(host, request =>
        files.FirstOrDefault(file => Path.GetFileName(request.RequestUri!.AbsolutePath) == file.Name)
            is { Content: { } content }
            ? From(request, content)
            : new(HttpStatusCode.NotFound));

    public static HttpResponseMessage From(HttpRequestMessage request, byte[] content)
    {
        if (request.Headers.Range?.Ranges.Single().From is not { } from)
        {
            return Body(content);
        }

        HttpResponseMessage part = Body(content[(int)from..], HttpStatusCode.PartialContent);
        part.Content.Headers.ContentRange = new(from, content.Length - 1, content.Length);
        return part;
    }

    public static HttpResponseMessage Body(byte[] content, HttpStatusCode status = HttpStatusCode.OK) =>
        new(status) { Content = new ByteArrayContent(content) };

    /// <summary>A body without a length that gives some bytes, then stalls, breaks or ends.</summary>
    public static HttpResponseMessage Trickle(byte[] content, Func<CancellationToken, Task> then) =>
        new(HttpStatusCode.OK) { Content = new StreamContent(new TrickleStream(content, then)) };

    public static HttpResponseMessage Redirect(string location)
    {
        var response = new HttpResponseMessage(HttpStatusCode.Found);
        response.Headers.Location = new Uri(location, UriKind.RelativeOrAbsolute);
        return response;
    }

    public static HttpResponseMessage Page(int length)
    {
        HttpResponseMessage page = Body(new byte[length]);
        page.Content.Headers.ContentType = new MediaTypeHeaderValue("text/html");
        return page;
    }

    protected override Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        lock (Requests)
        {
            Requests.Add((request.RequestUri!.AbsoluteUri, request.Headers.Range?.Ranges.Single().From));
        }

        return Task.FromResult(_hosts[request.RequestUri!.Host](request));
    }

    private sealed class TrickleStream(byte[] content, Func<CancellationToken, Task> then) : MemoryStream(content)
    {
        public override bool CanSeek => false;

        public override async ValueTask<int> ReadAsync(
            Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            int read = await base.ReadAsync(buffer, cancellationToken);
            if (read == 0)
            {
                await then(cancellationToken);
            }

            return read;
        }
    }
}
