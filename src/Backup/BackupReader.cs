using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Lockstep.Runtime;

namespace Lockstep.Backup;

/// <summary>Reads a backup. Nothing of it is used before all of it was found to be as it was written.</summary>
internal sealed class BackupReader : IDisposable
{
    /// <summary>The entry that tells what the others are.</summary>
    public const string ManifestName = "manifest.json";

    /// <summary>The length of the comment: a SHA-256 in hexadecimal.</summary>
    public const int SealChars = 64;

    // What a ZIP entry unpacks to is up to whoever made it; a real manifest stays far below.
    private const int ManifestBytesMax = 16 << 20;
    private readonly string _path;
    private readonly FileStream _file;
    private readonly ZipArchive _zip;

    private BackupReader(string path, FileStream file, ZipArchive zip, BackupManifest manifest, string seal) =>
        (_path, _file, _zip, Manifest, Seal) = (path, file, zip, manifest, seal);

    public BackupManifest Manifest { get; }

    /// <summary>The SHA-256 of the file, which tells one backup from another.</summary>
    public string Seal { get; }

    public long Bytes => _file.Length;

    /// <summary>Opens a backup and compares the hash of the whole file.</summary>
    /// <exception cref="StartupException">It can't be read, is no backup, was changed or cut short, or is of another version.</exception>
    public static async Task<BackupReader> OpenAsync(string path, CancellationToken ct)
    {
        FileStream? file = null;
        try
        {
            file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
            return await OpenAsync(path, file, ct);
        }
        catch (Exception error)
        {
            file?.Dispose();
            throw error switch
            {
                FileNotFoundException or DirectoryNotFoundException => new StartupException($"There is no file {path}.", error),
                IOException or UnauthorizedAccessException => new StartupException($"{path} can't be read: {error.Message}", error),
                _ => error,
            };
        }
    }

    /// <summary>The same with a file that is open; it goes with the reader.</summary>
    public static async Task<BackupReader> OpenAsync(string path, FileStream file, CancellationToken ct)
    {
        try
        {
            // The seal before the ZIP: no byte is parsed that is not known to be as it was written.
            var seal = await CheckSealAsync(path, file, ct);
            var zip = new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: true, Encoding.UTF8);
            var manifest = await ReadManifestAsync(zip, ct);
            return manifest.Format == BackupManifest.CurrentFormat
                ? new BackupReader(path, file, zip, manifest, seal)
                : throw new StartupException($"{path} has format {manifest.Format}, this program reads {BackupManifest.CurrentFormat}; use "
                    + $"the Lockstep version that wrote it: {manifest.Lockstep}.");
        }
        catch (Exception error) when (error is InvalidDataException or JsonException)
        {
            throw Damaged(path, error.Message, error);
        }
    }

    /// <summary>Reads every row and compares counts and hashes with the manifest.</summary>
    /// <exception cref="StartupException">A table is not as the manifest says.</exception>
    public async Task VerifyAsync(CopyProgress progress, CancellationToken ct)
    {
        foreach (var module in Manifest.Modules)
        {
            foreach (var table in module.Tables)
            {
                progress.At(module.Name, table.Name);
                await ReadAsync(module, table, block =>
                {
                    progress.Add(block.Rows);
                    return Task.CompletedTask;
                }, ct);
            }
        }
    }

    /// <summary>Reads the rows of a table and hands them on, block by block; the hash is compared when all are handed on.</summary>
    /// <exception cref="StartupException">They are not as the manifest says.</exception>
    public async Task ReadAsync(BackupModule module, BackupTable table, Func<RowBlock, Task> use, CancellationToken ct)
    {
        try
        {
            await using var rows = new RowStream(new PartStream(_zip, table.Parts), table.Columns.Count, isCopy: false);
            var digest = await TableDigest.ReadAsync(rows, use, ct);

            // The block has been handed on by now, so whoever uses rows before the end must be able to throw them away again.
            if (digest.Rows != table.Rows || !string.Equals(digest.Sha256, table.Sha256, StringComparison.Ordinal))
            {
                throw new InvalidDataException($"the rows of {module.Name}.{table.Name} are not those that were written");
            }
        }
        catch (InvalidDataException error)
        {
            throw Damaged(_path, error.Message, error);
        }
    }

    public void Dispose()
    {
        _zip.Dispose();
        _file.Dispose();
    }

    /// <summary>The SHA-256 of all bytes but those that hold it.</summary>
    internal static async Task<string> HashAsync(FileStream file, CancellationToken ct)
    {
        // The comment is left out: it is known only when all else is written, and takes the place of as many zeros.
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 20];
        file.Position = 0;
        for (var left = file.Length - SealChars; left > 0;)
        {
            var read = await file.ReadAsync(buffer.AsMemory(0, (int)Math.Min(left, buffer.Length)), ct);
            hash.AppendData(buffer, 0, read);
            left = read == 0 ? 0 : left - read;
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static async Task<string> CheckSealAsync(string path, FileStream file, CancellationToken ct)
    {
        if (file.Length < SealChars)
        {
            throw Damaged(path, "it is too short");
        }

        var hash = await HashAsync(file, ct);
        var comment = new byte[SealChars];
        file.Position = file.Length - SealChars;
        await file.ReadExactlyAsync(comment, ct);
        file.Position = 0;
        return string.Equals(hash, Encoding.ASCII.GetString(comment), StringComparison.Ordinal)
            ? hash
            : throw Damaged(path, "its checksum does not fit");
    }

    private static async Task<BackupManifest> ReadManifestAsync(ZipArchive zip, CancellationToken ct)
    {
        var entry = zip.GetEntry(ManifestName) ?? throw new InvalidDataException("it has no manifest");
        if (entry.Length > ManifestBytesMax)
        {
            throw new InvalidDataException("its manifest is too large");
        }

        await using var stream = await entry.OpenAsync(ct);
        return await JsonSerializer.DeserializeAsync(stream, BackupJson.Default.BackupManifest, ct)
            ?? throw new InvalidDataException("its manifest is empty");
    }

    private static StartupException Damaged(string path, string why, Exception? inner = null) =>
        new($"{path} is no whole backup ({why.TrimEnd('.')}): it was damaged, cut short or never one. Use another backup.", inner);
}
