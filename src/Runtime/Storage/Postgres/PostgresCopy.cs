using Npgsql;
using NpgsqlTypes;

namespace Lockstep.Runtime.Storage.Postgres;

/// <summary>Adds many rows at once by COPY, in its binary form.</summary>
internal static class PostgresCopy
{
    public static async Task RunAsync(
        NpgsqlConnection connection, string table, IReadOnlyList<string> columns, IReadOnlyList<SqlValue[]> rows)
    {
        await using var copy = await connection.BeginBinaryImportAsync(
            $"copy {table} ({string.Join(", ", columns)}) from stdin (format binary)");
        foreach (var row in rows)
        {
            await copy.StartRowAsync();
            for (var column = 0; column < row.Length; column++)
            {
                await WriteAsync(copy, row[column]);
            }
        }

        // Only this says that the rows are whole: disposed of without it, the copy is taken back.
        await copy.CompleteAsync();
    }

    private static Task WriteAsync(NpgsqlBinaryImporter copy, in SqlValue value) => value.Kind switch
    {
        SqlKind.Integer => copy.WriteAsync(value.Number, NpgsqlDbType.Bigint),
        SqlKind.Text => copy.WriteAsync(PostgresStatement.Storable(value.Text), NpgsqlDbType.Text),
        SqlKind.Utf8 => copy.WriteAsync(PostgresStatement.Storable(value.Bytes), NpgsqlDbType.Text),
        SqlKind.Blob => copy.WriteAsync(value.Bytes, NpgsqlDbType.Bytea),
        _ => copy.WriteNullAsync(),
    };
}
