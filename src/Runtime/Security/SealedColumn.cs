using Lockstep.Runtime.Storage;

namespace Lockstep.Runtime.Security;

/// <summary>
/// A column of sealed values, so that a rotation of data keys finds and seals them anew. Its module names it in
/// <c>ModuleManifest.Secrets</c>: <c>new SealedColumn("identity", "users", "id", "totp_secret", row =&gt; (row.Int64(0),
/// $"identity/totp/{row.Int64(0)}"))</c>.
/// </summary>
/// <param name="Module">The module whose database has the table.</param>
/// <param name="Table">The table.</param>
/// <param name="Key">The column of its primary key.</param>
/// <param name="Column">The column of the sealed values, blobs of a <see cref="Vault"/>; NULL and empty ones are passed over.</param>
/// <param name="Read">The key and the purpose of a value, from a row with the key alone.</param>
public sealed record SealedColumn(string Module, string Table, string Key, string Column, Func<Row, (SqlValue Key, string Purpose)> Read)
{
    private const int ChunkSize = 200;

    /// <summary>The next values that are not under a data key, and come after a row.</summary>
    /// <param name="reader">Reads the module's database.</param>
    /// <param name="header">What values under the data key begin with.</param>
    /// <param name="after">The key of the row; null to begin.</param>
    internal ValueTask<IReadOnlyList<SealedValue>> NotUnderAsync(IReader reader, byte[] header, SqlValue? after)
    {
        var sql = $"select {Key}, {Column} from {Table} where length({Column}) > 0 and substr({Column}, 1, {header.Length}) <> $1";
        return after is { } last
            ? reader.QueryAsync($"{sql} and {Key} > $3 order by {Key} limit $2", ReadValue, header, ChunkSize, last)
            : reader.QueryAsync($"{sql} order by {Key} limit $2", ReadValue, header, ChunkSize);
    }

    /// <summary>Whether any value is under a data key.</summary>
    internal async ValueTask<bool> NamesAsync(IReader reader, byte[] header) => await reader.FirstAsync(
        $"select 1 from {Table} where substr({Column}, 1, {header.Length}) = $1 limit 1", static row => row.Int64(0), header) == 1;

    /// <summary>Replaces a value, unless somebody else has meanwhile.</summary>
    internal ValueTask<int> ReplaceAsync(ITransaction transaction, SealedValue before, byte[] blob) => transaction.ExecuteAsync(
        $"update {Table} set {Column} = $2 where {Key} = $1 and {Column} = $3", before.Key, blob, before.Blob);

    private SealedValue ReadValue(Row row)
    {
        var (key, purpose) = Read(row);
        return new SealedValue(key, purpose, row.Bytes(1));
    }
}

/// <summary>One value of a <see cref="SealedColumn"/>.</summary>
internal sealed record SealedValue(SqlValue Key, string Purpose, byte[] Blob);
