namespace RrrGpu.Host.Downloads;

/// <summary>How far a download has come.</summary>
/// <param name="Received">Bytes on the disk.</param>
/// <param name="Total">Bytes in all; null where the server does not say.</param>
internal readonly record struct DownloadProgress(long Received, long? Total);
