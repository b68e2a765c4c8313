using System.Net;
using System.Net.Http.Headers;

namespace RrrGpu.Host.Downloads;

/// <summary>
/// Downloads one file of known SHA-256 so that it is there whole or not at all. What has come is kept when the connection breaks
/// or the process ends; the next attempt asks for the rest (RFC 9110: <c>Range</c>, and <c>If-Range</c> so that parts of
/// two versions are not joined), and begins anew where the server cannot go on.
/// </summary>
/// <param name="from">Where it comes from: http or https.</param>
/// <param name="path">Its name on the disk, in a folder that exists.</param>
/// <param name="sha256">The SHA-256 it must have, in lower-case hexadecimal.</param>
/// <param name="maxBytes">The most it may hold.</param>
internal sealed class FileDownload(Uri from, string path, string sha256, long maxBytes)
{
    private const int Attempts = 5;

    /// <summary>How long to wait after a broken connection; twice as long each time.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a server may send nothing.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Downloads the file, or what is missing of it.</summary>
    /// <param name="progress">Hears of every block.</param>
    /// <param name="cancellation">Stops; what has come is kept.</param>
    /// <exception cref="BadInputException">The server has no such file or one of another content, does not answer, or the disk does not take it.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public async Task RunAsync(IProgress<DownloadProgress> progress, CancellationToken cancellation)
    {
        using var handler = new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(30), UseProxy = !from.IsLoopback };
        using var client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("rrr", null));
        using var part = PartialFile.Open(path, from);
        var isResumed = part.Length > 0;
        await ReceiveAllAsync(client, part, progress, cancellation);
        var actual = part.Hash();
        if (actual != sha256 && isResumed)
        {
            // The part that was there may be the one at fault.
            part.Restart(null);
            await ReceiveAllAsync(client, part, progress, cancellation);
            actual = part.Hash();
        }

        if (actual != sha256)
        {
            part.Restart(null);
            throw BadInputException.At(from.AbsoluteUri, $"a file of SHA-256 {sha256}", actual);
        }

        part.Finish();
    }

    private async Task ReceiveAllAsync(HttpClient client, PartialFile part, IProgress<DownloadProgress> progress, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            Exception? failure = null;
            try
            {
                if (await ReceiveAsync(client, part, progress, cancellation))
                    return;
            }
            catch (Exception e) when (e is HttpRequestException or IOException or TimeoutException)
            {
                failure = e;
            }

            if (attempt == Attempts)
                throw BadInputException.At(from.AbsoluteUri, "the whole file", $"{part.Length} bytes and then an error ({failure?.Message ?? "the server sends another part than the one asked for, or none"}); what has come is kept, and the same command goes on from there", failure);
            await Task.Delay(FirstDelay * Math.Pow(2, attempt - 1), cancellation);
        }
    }

    /// <summary>Asks once for what is missing; false where the server asks to begin anew.</summary>
    private async Task<bool> ReceiveAsync(HttpClient client, PartialFile part, IProgress<DownloadProgress> progress, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        try
        {
            patience.CancelAfter(Patience);
            using var request = Request(part);
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
            var range = response.Content.Headers.ContentRange;
            switch (response.StatusCode)
            {
                case HttpStatusCode.OK:
                    part.Restart(VersionOf(response));
                    break;
                case HttpStatusCode.PartialContent when range?.From == part.Length:
                    break;
                case HttpStatusCode.RequestedRangeNotSatisfiable when range?.Length == part.Length:
                    return true;
                case HttpStatusCode.PartialContent or HttpStatusCode.RequestedRangeNotSatisfiable:
                    part.Restart(null);
                    return false;
                case HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError:
                    throw new HttpRequestException($"HTTP {(int)response.StatusCode} {response.ReasonPhrase}");
                default:
                    throw BadInputException.At(from.AbsoluteUri, "a file to download", $"HTTP {(int)response.StatusCode} {response.ReasonPhrase}");
            }

            var total = part.Length + response.Content.Headers.ContentLength;
            RequireSize(part, total ?? part.Length);
            await using var body = await response.Content.ReadAsStreamAsync(patience.Token);
            var buffer = new byte[1 << 16];
            for (; ; )
            {
                progress.Report(new DownloadProgress(part.Length, total));
                patience.CancelAfter(Patience);
                var read = await body.ReadAsync(buffer, patience.Token);
                if (read == 0)
                    return total is null || part.Length == total ? true : throw new IOException($"the connection ended before {total} bytes");
                RequireSize(part, part.Length + read);
                part.Append(buffer.AsSpan(0, read));
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new TimeoutException($"the server sent nothing for {Patience.TotalSeconds:0} s");
        }
    }

    private HttpRequestMessage Request(PartialFile part)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, from);
        if (part.Length == 0)
            return request;
        request.Headers.Range = new RangeHeaderValue(part.Length, null);
        if (part.Version is { Length: > 0 } version)
            request.Headers.TryAddWithoutValidation("If-Range", version);
        return request;
    }

    /// <summary>A strong entity tag, else the date of the last change, else nothing: the rest is then taken on trust, and the hash tells.</summary>
    private static string VersionOf(HttpResponseMessage response) =>
        response.Headers.ETag is { IsWeak: false } tag ? tag.Tag : response.Content.Headers.LastModified?.ToString("R") ?? "";

    private void RequireSize(PartialFile part, long bytes)
    {
        if (bytes <= maxBytes)
            return;
        // Nothing that could go on from here would be any better.
        part.Restart(null);
        throw BadInputException.At(from.AbsoluteUri, $"a file of at most {maxBytes} bytes", $"{bytes} or more");
    }
}
