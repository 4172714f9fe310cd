using System.Security.Cryptography;
using System.Text;

namespace Lockstep.Host.Commands;

/// <summary>What one look through a file tells before it is sent.</summary>
/// <param name="Run">The name of the run: the given one, else the hash of file and options, so that only the same import goes on.</param>
/// <param name="Lines">Its lines: about as many as rows, which is what the time left is reckoned from.</param>
internal sealed record ImportFingerprint(string Run, long Lines)
{
    private const int RunLength = 40;
    private const int ReadMax = 65_536;

    /// <summary>Reads the file to its end and goes back to its beginning.</summary>
    public static async Task<ImportFingerprint> TakeAsync(ImportSettings settings, Stream file, CancellationToken ct)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{settings.Map}\n{settings.Source}\n{settings.IsNdjson}\n"));

        // That an import starts over is no part of what it is.
        foreach (var (name, value) in settings.Own.Concat(settings.OfFile.Where(static one => one is { Value: not null,
            Name: not "start" })))
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{name}={value}\n"));
        }

        var buffer = new byte[ReadMax];
        var lines = 0L;
        int read;
        while ((read = await file.ReadAsync(buffer, ct)) > 0)
        {
            hash.AppendData(buffer, 0, read);
            lines += buffer.AsSpan(0, read).Count((byte)'\n');
        }

        // Read twice, but never held in memory: the upload sends the same open file from its beginning.
        file.Position = 0;
        var run = string.IsNullOrEmpty(settings.Run) ? Convert.ToHexStringLower(hash.GetHashAndReset())[..RunLength] : settings.Run;
        return new ImportFingerprint(run, lines);
    }
}
