using System.CommandLine;
using System.Security.Cryptography;
using RrrGpu.Host.Data;
using RrrGpu.Host.Downloads;
using RrrGpu.Host.Formats;
using RrrGpu.Host.Output;
using RrrGpu.Host.Runs;

namespace RrrGpu.Host.Commands;

/// <summary><c>rrr data get</c>: downloads a data set that is not bundled.</summary>
internal static class DataGetCommand
{
    public static Command Create(CancellationToken cancellation)
    {
        var common = new CommonOptions();
        var name = new Argument<string>("DATASET") { Description = $"{Newsgroups.Name}." };
        var to = new Option<string?>("--to")
        {
            Description = $"Folder to keep it in. Default: ${DataSetCatalog.FolderVariable}, else {UserFolder.Path}, where it is found without --data.",
            HelpName = "DIR",
        };
        var from = new Option<string?>("--from") { Description = $"Another address than {NewsgroupsDownload.Home}.", HelpName = "URL" };
        var sha256 = new Option<string?>("--sha256") { Description = "SHA-256 that the file must have, where it is not the original.", HelpName = "HEX" };
        var command = new Command("get", "Download a data set that is not bundled; goes on where it was interrupted.");
        command.Arguments.Add(name);
        common.AddTo(command);
        command.Options.Add(to);
        command.Options.Add(from);
        command.Options.Add(sha256);
        command.SetAction(parsed =>
        {
            RequireDownloadable(parsed.GetValue(name)!);
            var address = parsed.GetValue(from) is { } url ? ParseAddress(url) : NewsgroupsDownload.Home;
            var hash = parsed.GetValue(sha256) is { } hex ? ParseHash(hex) : NewsgroupsDownload.Sha256;
            using var folder = OutputFolder.Prepare(Folder(parsed.GetValue(to)));
            var path = Path.Combine(folder.Path, NewsgroupsDownload.FileName);
            var isThere = IsThere(path, hash);
            if (!isThere)
            {
                Console.Error.WriteLine($"{Newsgroups.Name}: {address} to {path}");
                var download = new FileDownload(address, path, hash, NewsgroupsDownload.MaxBytes);
                download.RunAsync(new DownloadDisplay(Newsgroups.Name), cancellation).GetAwaiter().GetResult();
            }

            var posts = NewsgroupPosts.Read(path);
            var result = new { Dataset = Newsgroups.Name, File = path, Sha256 = hash, Downloaded = !isThere, TrainPosts = posts.Train.Count, TestPosts = posts.Test.Count };
            if (common.Json(parsed))
                JsonOutput.Write(result);
            else
                Console.WriteLine($"{path}: {(isThere ? "was there already" : "done")}, {result.TrainPosts} training and {result.TestPosts} test posts");
            return ExitCode.Done;
        });
        return command;
    }

    private static void RequireDownloadable(string name)
    {
        DataSetCatalog.RequireKnown(name);
        if (name != Newsgroups.Name)
            throw new BadInputException($"data get: expected {Newsgroups.Name}, got {name}, which needs no download");
    }

    private static string Folder(string? option) =>
        option
            ?? (Environment.GetEnvironmentVariable(DataSetCatalog.FolderVariable) is { Length: > 0 } folder ? folder : UserFolder.Path)
            ?? throw new BadInputException("--to: expected a folder, got none, and this system names none for data of programs");

    private static Uri ParseAddress(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? address
            : throw new BadInputException($"--from: expected an address that begins with http:// or https://, got '{url}'");

    private static string ParseHash(string hex) =>
        hex.Length == 64 && hex.All(char.IsAsciiHexDigit)
            ? hex.ToLowerInvariant()
            : throw new BadInputException($"--sha256: expected 64 hexadecimal digits, got '{hex}'");

    /// <summary>Whether the file is there; one of that name with another content is the user's to move.</summary>
    private static bool IsThere(string path, string sha256)
    {
        if (!File.Exists(path) && !Directory.Exists(path))
            return false;
        using var file = InputFile.Open(path, $"a file of SHA-256 {sha256}");
        var actual = Convert.ToHexStringLower(SHA256.HashData(file));
        return actual == sha256
            ? true
            : throw BadInputException.At(path, $"nothing, or a file of SHA-256 {sha256}", $"a file of SHA-256 {actual}; move it away first");
    }
}
