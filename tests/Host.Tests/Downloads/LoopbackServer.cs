using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace RrrGpu.Host.Tests.Downloads;

/// <summary>A request as it came.</summary>
internal sealed record LoopbackRequest(string Path, string? Range, string? IfRange);

/// <summary>A small HTTP server on this machine that serves one file and misbehaves as told.</summary>
internal sealed class LoopbackServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();

    public LoopbackServer(byte[] content)
    {
        Content = content;
        _listener.Start();
        _ = AcceptAsync();
    }

    public byte[] Content { get; set; }

    public string? Tag { get; set; } = "\"one\"";

    public bool KnowsRanges { get; set; } = true;

    public bool TellsLength { get; set; } = true;

    /// <summary>Statuses to answer with first, in place of the file.</summary>
    public ConcurrentQueue<int> Statuses { get; } = new();

    /// <summary>Bytes of the body after which connections are cut, one after another.</summary>
    public ConcurrentQueue<int> Cuts { get; } = new();

    /// <summary>Bytes of the body after which nothing more comes; null sends all.</summary>
    public int? StallAfter { get; set; }

    public ConcurrentQueue<LoopbackRequest> Requests { get; } = new();

    public IEnumerable<string?> Ranges => Requests.Select(static r => r.Range);

    public Uri Address => At("/file");

    public Uri At(string path) => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}{path}");

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Stop();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var connection = client;
        try
        {
            var stream = client.GetStream();
            var request = await ReadAsync(stream);
            Requests.Enqueue(request);
            await AnswerAsync(stream, request);
            client.Client.Shutdown(SocketShutdown.Both);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or SocketException)
        {
            // The other side went away.
        }
    }

    private async Task<LoopbackRequest> ReadAsync(NetworkStream stream)
    {
        using var reader = new StreamReader(stream, Encoding.Latin1, leaveOpen: true);
        var path = (await reader.ReadLineAsync(_stop.Token))!.Split(' ')[1];
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (await reader.ReadLineAsync(_stop.Token) is { Length: > 0 } line)
            headers[line.Split(':')[0]] = line[(line.IndexOf(':') + 1)..].Trim();
        return new LoopbackRequest(path, headers.GetValueOrDefault("Range"), headers.GetValueOrDefault("If-Range"));
    }

    private async Task AnswerAsync(NetworkStream stream, LoopbackRequest request)
    {
        if (Statuses.TryDequeue(out var status))
        {
            await HeadAsync(stream, status, "Content-Length: 0");
            return;
        }

        if (request.Path == "/moved")
        {
            await HeadAsync(stream, 302, $"Location: {Address}", "Content-Length: 0");
            return;
        }

        var start = KnowsRanges && request.Range is { } range && (request.IfRange is null || request.IfRange == Tag)
            ? int.Parse(range["bytes=".Length..].TrimEnd('-'), CultureInfo.InvariantCulture)
            : 0;
        if (start >= Content.Length && start > 0)
        {
            await HeadAsync(stream, 416, $"Content-Range: bytes */{Content.Length}", "Content-Length: 0");
            return;
        }

        var head = new List<string>();
        if (TellsLength)
            head.Add($"Content-Length: {Content.Length - start}");
        if (start > 0)
            head.Add($"Content-Range: bytes {start}-{Content.Length - 1}/{Content.Length}");
        if (Tag is not null)
            head.Add($"ETag: {Tag}");
        await HeadAsync(stream, start > 0 ? 206 : 200, [.. head]);
        var end = Cuts.TryDequeue(out var cut) ? Math.Min(Content.Length, start + cut) : Content.Length;
        await stream.WriteAsync(Content.AsMemory(start, (StallAfter is { } stall ? Math.Min(stall, end) : end) - start), _stop.Token);
        if (StallAfter is not null)
            await Task.Delay(Timeout.Infinite, _stop.Token);
    }

    private async Task HeadAsync(NetworkStream stream, int status, params string[] headers)
    {
        string[] lines = [$"HTTP/1.1 {status} Reason", "Connection: close", .. headers, "", ""];
        await stream.WriteAsync(Encoding.Latin1.GetBytes(string.Join("\r\n", lines)), _stop.Token);
    }
}
