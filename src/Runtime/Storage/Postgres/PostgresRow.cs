using Npgsql;

namespace Lockstep.Runtime.Storage.Postgres;

/// <summary>The row on which a result stands.</summary>
internal sealed class PostgresRow(NpgsqlDataReader reader) : Row
{
    public override bool IsNull(int column) => reader.IsDBNull(column);

    /// <summary>Like SQLite, a truth value is 0 or 1 and NULL is 0.</summary>
    public override long Int64(int column)
    {
        if (reader.IsDBNull(column))
        {
            return 0;
        }

        return reader.GetFieldType(column) == typeof(bool) ? Convert.ToInt64(reader.GetBoolean(column)) : reader.GetInt64(column);
    }

    public override string Text(int column) => reader.IsDBNull(column) ? "" : reader.GetString(column);

    public override byte[] Bytes(int column) => reader.IsDBNull(column) ? [] : reader.GetFieldValue<byte[]>(column);
}
