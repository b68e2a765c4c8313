namespace RrrGpu.Host.Data;

/// <summary>The public home of the 20 Newsgroups archive.</summary>
internal static class NewsgroupsDownload
{
    /// <summary>The archive's name on the disk.</summary>
    public const string FileName = "20news-bydate.tar.gz";

    /// <summary>Its SHA-256, as scikit-learn 1.2.1 checks it.</summary>
    public const string Sha256 = "8f1b2514ca22a5ade8fbb9cfa5727df95fa587f4c87b786e15c759fa66d95610";

    /// <summary>Four times what it holds.</summary>
    public const long MaxBytes = 1L << 26;

    /// <summary>Its address, which is scikit-learn's source too.</summary>
    public static Uri Home { get; } = new("https://ndownloader.figshare.com/files/5975967");
}
