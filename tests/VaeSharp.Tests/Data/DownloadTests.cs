using System.Net;
using System.Security.Cryptography;
using VaeSharp.Data;
using Xunit;

namespace VaeSharp.Tests.Data;

public sealed class DownloadTests : IDisposable
{
    private static readonly byte[] Content = [.. Enumerable.Range(0, 200_000).Select(i => (byte)(i * i >> 3))];

    private readonly TemporaryDirectory _directory = new();
    private readonly FakeServer _server = new FakeServer().Serve("good", ("f.gz", Content));

    private string Destination => _directory["f.gz"];

    public void Dispose()
    {
        _server.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task A_file_arrives_whole_and_leaves_nothing_beside_it()
    {
        await FetchAsync("https://good/");

        Assert.Equal(Content, await File.ReadAllBytesAsync(Destination));
        Assert.Single(Directory.GetFiles(_directory.Path));
    }

    [Fact]
    public async Task A_file_that_is_there_is_not_asked_for()
    {
        _directory.Write("f.gz", Content);

        await FetchAsync("https://good/");

        Assert.Empty(_server.Requests);
    }

    public static TheoryData<string> Faults => [.. Mirrors.Keys];

    private static Dictionary<string, Func<HttpRequestMessage, HttpResponseMessage>> Mirrors => new()
    {
        ["stops after a byte"] = _ => FakeServer.Trickle(Content[..1], _ => Task.CompletedTask),
        ["stops before the last byte"] = _ => FakeServer.Trickle(Content[..^1], _ => Task.CompletedTask),
        ["offers less"] = _ => FakeServer.Body(Content[..^1]),
        ["offers more"] = _ => FakeServer.Body([.. Content, 0]),
        ["sends more"] = _ => FakeServer.Trickle([.. Content, 0], _ => Task.CompletedTask),
        ["sends another content"] = _ => FakeServer.Body([.. Content[..^1], (byte)~Content[^1]]),
        ["sends a page"] = _ => FakeServer.Page(Content.Length),
        ["sends part of it unasked"] = _ => FakeServer.Body(Content, HttpStatusCode.PartialContent),
        ["has no such file"] = _ => new HttpResponseMessage(HttpStatusCode.NotFound),
        ["redirects to http"] = _ => FakeServer.Redirect("http://good/f.gz"),
        ["redirects to http on this machine"] = _ => FakeServer.Redirect("http://127.0.0.1/f.gz"),
        ["redirects to a file"] = _ => FakeServer.Redirect("file:///etc/hostname"),
        ["redirects to itself"] = request => FakeServer.Redirect(request.RequestUri!.AbsoluteUri),
        ["redirects nowhere"] = _ => new HttpResponseMessage(HttpStatusCode.Found),
        ["stalls"] = _ => FakeServer.Trickle(Content[..9], token => Task.Delay(Timeout.Infinite, token)),
        ["breaks off"] = _ => FakeServer.Trickle(Content[..9], _ => throw new IOException("reset")),
        ["is not reachable"] = _ => throw new HttpRequestException("refused"),
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task After_a_mirror_that_fails_the_next_is_asked(string fault)
    {
        _server.On("bad", Mirrors[fault]);

        await FetchAsync("https://bad/", "https://good/");

        Assert.Equal(Content, await File.ReadAllBytesAsync(Destination));
        Assert.Equal("https://good/f.gz", _server.Requests[^1].Address);
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Nothing_appears_under_the_name_when_every_mirror_fails(string fault)
    {
        _server.On("bad", Mirrors[fault]);

        DatasetUnavailableException told = await Assert.ThrowsAsync<DatasetUnavailableException>(
            () => FetchAsync("https://bad/"));

        Assert.False(File.Exists(Destination));
        Assert.Contains("https://bad/f.gz: ", told.Message, StringComparison.Ordinal);
        Assert.All(_server.Requests, request => Assert.StartsWith("https:", request.Address, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(65_536)]
    [InlineData(199_999)]
    public async Task What_has_arrived_is_continued_from_another_mirror(int arrived)
    {
        _server.On("bad", _ => FakeServer.Trickle(Content[..arrived], _ => throw new IOException("reset")));
        await Assert.ThrowsAsync<DatasetUnavailableException>(() => FetchAsync("https://bad/"));

        await FetchAsync("https://good/");

        Assert.Equal(("https://good/f.gz", (long?)arrived), _server.Requests[^1]);
        Assert.Equal(Content, await File.ReadAllBytesAsync(Destination));
    }

    public static TheoryData<string> Continuations => [.. Continuing.Keys];

    private static Dictionary<string, Func<HttpRequestMessage, HttpResponseMessage>> Continuing => new()
    {
        ["ignores the range"] = _ => FakeServer.Body(Content),
        ["refuses the range"] = request => request.Headers.Range is null
            ? FakeServer.Body(Content)
            : new(HttpStatusCode.RequestedRangeNotSatisfiable),
        ["continues elsewhere"] = request =>
        {
            HttpResponseMessage part = FakeServer.From(request, Content);
            if (part.Content.Headers.ContentRange is { From: { } from })
            {
                part.Content.Headers.ContentRange = new(from - 1, Content.Length - 2, Content.Length);
            }

            return part;
        },
        ["continues another file"] = request =>
        {
            HttpResponseMessage part = FakeServer.From(request, Content);
            if (part.Content.Headers.ContentRange is { From: { } from })
            {
                part.Content.Headers.ContentRange = new(from, Content.Length - 1, Content.Length + 1);
            }

            return part;
        },
    };

    [Theory]
    [MemberData(nameof(Continuations))]
    public async Task A_mirror_that_cannot_continue_is_asked_for_the_whole(string mirror)
    {
        _server.On("odd", Continuing[mirror]);
        _directory.Write("f.gz.partial", Content[..1000]);

        await FetchAsync("https://odd/");

        Assert.Equal(Content, await File.ReadAllBytesAsync(Destination));
        Assert.Equal([1000L, null], _server.Requests.Select(request => request.From));
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(200_000)]
    [InlineData(200_001)]
    public async Task A_part_of_something_else_is_thrown_away(int length)
    {
        _directory.Write("f.gz.partial", new byte[length]);

        await FetchAsync("https://good/");

        Assert.Equal(Content, await File.ReadAllBytesAsync(Destination));
    }

    [Fact]
    public async Task A_whole_part_is_renamed_without_asking()
    {
        _directory.Write("f.gz.partial", Content);

        await FetchAsync("https://good/");

        Assert.Empty(_server.Requests);
        Assert.Equal(Content, await File.ReadAllBytesAsync(Destination));
    }

    [Fact]
    public async Task Redirects_from_https_to_https_are_followed()
    {
        _server.On("old", _ => FakeServer.Redirect("https://good/f.gz"));

        await FetchAsync("https://old/");

        Assert.Equal(Content, await File.ReadAllBytesAsync(Destination));
    }

    [Fact]
    public async Task A_mirror_of_plain_http_is_never_asked()
    {
        await Assert.ThrowsAsync<DatasetUnavailableException>(() => FetchAsync("http://good/"));

        Assert.Empty(_server.Requests);
    }

    [Fact]
    public async Task A_disk_that_refuses_ends_the_search()
    {
        Directory.CreateDirectory(Destination + ".partial");

        await Assert.ThrowsAnyAsync<IOException>(() => FetchAsync("https://good/", "https://good/"));

        Assert.Empty(_server.Requests);
    }

    [Fact]
    public async Task A_real_server_on_this_machine_is_understood()
    {
        using var server = new LoopbackServer(Content);
        PublishedFile file = Published(server.Address);
        _directory.Write("f.gz.partial", Content[..70_000]);
        using var download = new Download(patience: TimeSpan.FromSeconds(10));

        await download.FetchAsync(file, Destination, progress: null, CancellationToken.None);

        Assert.Equal(Content, await File.ReadAllBytesAsync(Destination));
        Assert.Equal(["bytes=70000-"], server.Ranges);
    }

    private static PublishedFile Published(params string[] mirrors) => PublishedFile.Under(
        "f.gz", Content.Length, Convert.ToHexStringLower(SHA256.HashData(Content)), mirrors);

    private async Task FetchAsync(params string[] mirrors)
    {
        using var download = new Download(new Borrowed(_server), TimeSpan.FromSeconds(2));
        await download.FetchAsync(Published(mirrors), Destination, progress: null, CancellationToken.None);
    }
}
