using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace VaeSharp.Tests.Data;

/// <summary>Serves one content over real HTTP on this machine, whole or from a byte on.</summary>
internal sealed class LoopbackServer : IDisposable
{
    private readonly HttpListener _listener = new();

    public LoopbackServer(byte[] content)
    {
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            Address = $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/";
        }

        _listener.Prefixes.Add(Address);
        _listener.Start();
        _ = ServeAsync(content);
    }

    public string Address { get; }

    public List<string?> Ranges { get; } = [];

    public void Dispose() => _listener.Close();

    private async Task ServeAsync(byte[] content)
    {
        while (_listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception closed) when (closed is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            string? range = context.Request.Headers["Range"];
            Ranges.Add(range);
            int from = range is null ? 0 : int.Parse(range.Split('=', '-')[1], CultureInfo.InvariantCulture);
            context.Response.StatusCode = range is null ? 200 : 206;
            if (range is not null)
            {
                context.Response.AddHeader("Content-Range", $"bytes {from}-{content.Length - 1}/{content.Length}");
            }

            context.Response.ContentLength64 = content.Length - from;
            await context.Response.OutputStream.WriteAsync(content.AsMemory(from));
            context.Response.Close();
        }
    }
}
