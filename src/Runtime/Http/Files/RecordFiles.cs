using System.Globalization;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Http;

namespace Lockstep.Runtime.Http.Files;

/// <summary>
/// Files beside records of one kind, in the module's own database: they are in its backups, and come and go with its commits. Who may see
/// them, and what becomes history and event of it, is for the module to say.
/// </summary>
/// <param name="kind">The kind of record, for example <c>customer</c>.</param>
public sealed class RecordFiles(string kind)
{
    private const string Columns = "id, record_id, name, type, size, digest, added_by, added_at";

    /// <summary>Adds a file to a record that is there; refuses what goes beyond the limits of a record.</summary>
    public async ValueTask<(RecordFile? File, Refusal? Refusal)> AddAsync(
        ITransaction transaction, long recordId, UploadedFile file, string actor, DateTimeOffset now, FileLimits limits)
    {
        await transaction.LockAsync(string.Create(CultureInfo.InvariantCulture, $"files {kind} {recordId}"));
        var (count, bytes) = await transaction.FirstAsync(
            "select count(*), cast(coalesce(sum(size), 0) as bigint) from files where kind = $1 and record_id = $2",
            static row => (row.Int64(0), row.Int64(1)), kind, recordId);
        if (limits.Refuse(kind, count, bytes, file.Bytes.Length) is { } refusal)
        {
            return (null, refusal);
        }

        var id = await transaction.FirstAsync(
            """
            insert into files (kind, record_id, name, type, size, digest, added_by, added_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8) returning id
            """,
            static row => row.Int64(0), kind, recordId, file.Name, file.Type, (long)file.Bytes.Length, file.Digest, actor, now);
        var number = 0;
        foreach (var part in FileParts.Of(file.Bytes))
        {
            await transaction.SendAsync("insert into file_parts (file_id, part, bytes) values ($1, $2, $3)", id, number++, part);
        }

        return (new RecordFile(id, recordId, file.Name, file.Type, file.Bytes.Length, Convert.ToHexStringLower(file.Digest), actor, now),
            null);
    }

    /// <summary>The files of a record, the newest first; as many as <see cref="FileLimits.CountMax"/> allowed.</summary>
    public ValueTask<IReadOnlyList<RecordFile>> ListAsync(IReader reader, long recordId) => reader.QueryAsync(
        $"select {Columns} from files where kind = $1 and record_id = $2 order by id desc", Read, kind, recordId);

    /// <summary>One file of a record; null when there is none of this number beside it.</summary>
    public ValueTask<RecordFile?> FindAsync(IReader reader, long recordId, long id) => reader.FirstAsync(
        $"select {Columns} from files where kind = $1 and record_id = $2 and id = $3", Read, kind, recordId, id);

    /// <summary>One file, whatever record it is beside, for a write that decides by it.</summary>
    public ValueTask<RecordFile?> FindForUpdateAsync(ITransaction transaction, long id) => transaction.FirstForUpdateAsync(
        $"select {Columns} from files where kind = $1 and id = $2", Read, kind, id);

    /// <summary>Takes a file away; false when it is gone.</summary>
    public async ValueTask<bool> RemoveAsync(ITransaction transaction, long recordId, long id)
    {
        var gone = await transaction.ExecuteAsync("delete from files where kind = $1 and record_id = $2 and id = $3", kind, recordId,
            id) > 0;
        if (gone)
        {
            await transaction.SendAsync("delete from file_parts where file_id = $1", id);
        }

        return gone;
    }

    /// <summary>Puts a file beside another record of the kind, as when two records become one. No limit keeps it from going.</summary>
    public ValueTask<int> MoveAsync(ITransaction transaction, long id, long to) =>
        transaction.ExecuteAsync("update files set record_id = $3 where kind = $1 and id = $2", kind, id, to);

    /// <summary>The file for whoever saves it.</summary>
    public static IResult Download(IStore store, RecordFile file) => new FileDownload(
        file.Name, file.Type, file.Size, Convert.FromHexString(file.Sha256),
        (number, ct) => store.AskAsync(
            reader => reader.FirstAsync(
                "select bytes from file_parts where file_id = $1 and part = $2", static row => row.Bytes(0), file.Id, number),
            ct));

    private static RecordFile Read(Row row) => new(
        row.Int64(0), row.Int64(1), row.Text(2), row.Text(3), row.Int64(4), Convert.ToHexStringLower(row.Bytes(5)), row.Text(6),
            row.Instant(7));
}
