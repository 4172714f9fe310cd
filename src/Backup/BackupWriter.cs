using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace Lockstep.Backup;

/// <summary>
/// Writes a backup: a ZIP file with the rows of each table in parts and the manifest as the last entry. Its comment, the last bytes of
/// the file, is the SHA-256 of all bytes before: whatever happens to any byte is noticed.
/// </summary>
internal sealed class BackupWriter : IDisposable
{
    /// <summary>A part holds no more, so that no entry needs the large sizes that some tools for ZIP do not know.</summary>
    private const long PartBytes = 256 << 20;

    private readonly FileStream _file;
    private readonly ZipArchive _zip;

    public BackupWriter(FileStream file)
    {
        _file = file;
        _zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true, Encoding.UTF8)
        {
            // Room for the hash: a comment that came later would change the length that the ZIP's last record tells, and so the hash
            // itself.
            Comment = new string('0', BackupReader.SealChars),
        };
    }

    /// <summary>Writes the rows of a table.</summary>
    public async Task<BackupTable> AddAsync(IModuleTables source, TableShape shape, Action<int> wrote, CancellationToken ct)
    {
        var parts = new List<string>();
        Stream? part = null;
        long written = 0;
        try
        {
            await using var rows = source.Read(shape);
            var digest = await TableDigest.ReadAsync(
                rows,
                async block =>
                {
                    if (part is null || written >= PartBytes)
                    {
                        part = await NextPartAsync(part, $"{source.Module}/{shape.Name}.{parts.Count + 1:0000}", parts);
                        written = 0;
                    }

                    await part.WriteAsync(block.Bytes, ct);
                    written += block.Bytes.Length;
                    wrote(block.Rows);
                },
                ct);
            return new BackupTable(
                shape.Name, shape.Columns, shape.Key, shape.References, digest.Rows, digest.Sha256, await source.HighestAsync(shape, ct),
                parts);
        }
        finally
        {
            await CloseAsync(part);
        }
    }

    /// <summary>Writes the manifest and the hash, and waits until all is on the disk.</summary>
    public async Task FinishAsync(BackupManifest manifest, CancellationToken ct)
    {
        var entry = await OpenEntryAsync(BackupReader.ManifestName);
        await JsonSerializer.SerializeAsync(entry, manifest, BackupJson.Default.BackupManifest, ct);
        await entry.DisposeAsync();

        // To dispose the ZIP writes its directory and the comment; only then are all bytes there that the hash is of.
        _zip.Dispose();
        await _file.FlushAsync(ct);
        var hash = await BackupReader.HashAsync(_file, ct);
        _file.Position = _file.Length - BackupReader.SealChars;
        await _file.WriteAsync(Encoding.ASCII.GetBytes(hash), ct);

        // On the disk before the caller gives it its name: a name that outlasts a power failure must not stand for an empty file.
        _file.Flush(flushToDisk: true);
    }

    public void Dispose() => _zip.Dispose();

    private static ValueTask CloseAsync(Stream? part) => part?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task<Stream> NextPartAsync(Stream? before, string name, List<string> parts)
    {
        await CloseAsync(before);
        parts.Add(name);
        return await OpenEntryAsync(name);
    }

    private Task<Stream> OpenEntryAsync(string name) => Task.FromResult(_zip.CreateEntry(name, CompressionLevel.Fastest).Open());
}
