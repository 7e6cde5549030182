namespace VaeSharp.Tests.Data;

/// <summary>A handler that outlives the client it is given to.</summary>
internal sealed class Borrowed(HttpMessageHandler handler) : HttpMessageHandler
{
    private readonly HttpMessageInvoker _invoker = new(handler, disposeHandler: false);

    protected override Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken) =>
        _invoker.SendAsync(request, cancellationToken);

    protected override void Dispose(bool disposing)
    {
        _invoker.Dispose();
        base.Dispose(disposing);
    }
}
