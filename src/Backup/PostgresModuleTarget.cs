using System.Buffers.Binary;
using Lockstep.Runtime;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.Storage.Postgres;
using Npgsql;

namespace Lockstep.Backup;

/// <summary>One database on PostgreSQL that is being filled: by COPY, a block a transaction, with how far it is in the same one.</summary>
internal sealed class PostgresModuleTarget(string module, NpgsqlConnection connection) : IModuleTarget
{
    /// <summary>Signature, flags and the length of the extension, both 0.</summary>
    private static readonly byte[] CopyHeader = [.. "PGCOPY\n"u8, 0xff, 0x0d, 0x0a, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    private static readonly byte[] CopyEnd = [0xff, 0xff];

    private readonly PostgresReader _reader = new(connection, module);
    private byte[] _output = [];

    public IModuleTables Tables { get; } = new PostgresTables(module, connection, ownsConnection: false);

    /// <summary>Indexes are made of all rows at once, at the end; until then the mark keeps what they are.</summary>
    public async Task DropIndexesAsync(CancellationToken ct)
    {
        await using var transaction = await connection.BeginTransactionAsync(ct);

        // A run that goes on must not look again: some are made already, and those that are not are known only to the mark.
        if (await _reader.FirstAsync($"select 1 from {UnfinishedCopy.Table} where name = 'indexes'", static row => row.Int64(0)) == 1)
        {
            return;
        }

        var indexes = await _reader.QueryAsync(
            """
            select c.relname, pg_get_indexdef(i.indexrelid) from pg_index i join pg_class c on c.oid = i.indexrelid
            where c.relnamespace = current_schema()::regnamespace and not i.indisprimary
              and not exists (select 1 from pg_constraint where conindid = i.indexrelid)
            """,
            static row => (Name: row.Text(0), Definition: row.Text(1)));
        await WriteAsync($"insert into {UnfinishedCopy.Table} (name) values ('indexes')", [], ct);
        foreach (var (name, definition) in indexes)
        {
            await WriteAsync($"insert into {UnfinishedCopy.Table} (name, origin) values ($1, $2)", [$"index {name}", definition], ct);
            await WriteAsync($"drop index {TableShape.Quote(name)}", [], ct);
        }

        await transaction.CommitAsync(ct);
    }

    public async Task<CopiedSoFar> FindAsync(TableShape table, CancellationToken ct)
    {
        var found = await _reader.QueryAsync(
            $"select rows, last_key from {UnfinishedCopy.Table} where name = $1",
            static row => new CopiedSoFar(row.Int64(0), row.IsNull(1) ? null : row.Bytes(1)), NameOf(table));
        if (found.Count == 0)
        {
            // What the scripts put in is in the copy too.
            await using var transaction = await connection.BeginTransactionAsync(ct);
            await WriteAsync($"delete from {TableShape.Quote(table.Name)}{CopiedTables.Filter(table)}", [], ct);
            await WriteAsync($"insert into {UnfinishedCopy.Table} (name) values ($1)", [NameOf(table)], ct);
            await transaction.CommitAsync(ct);
        }

        return found.Count == 0 ? default : found[0];
    }

    public async Task AddAsync(TableShape table, RowBlock block, CancellationToken ct)
    {
        try
        {
            await using var transaction = await connection.BeginTransactionAsync(ct);

            // Rows and mark are one commit: apart, a run that goes on would leave a block out or copy it twice.
            await CopyAsync(table, block, ct);
            await WriteAsync(
                $"update {UnfinishedCopy.Table} set rows = rows + $2, last_key = $3 where name = $1",
                [NameOf(table), (long)block.Rows, KeyOf(table, block)], ct);
            await transaction.CommitAsync(ct);
        }
        catch (Exception error) when (ct.IsCancellationRequested && error is not OperationCanceledException)
        {
            // Called off in the middle of a block, the server complains about what it got so far: no fault of the rows.
            throw new OperationCanceledException($"The copy of {module}.{table.Name} was called off.", error, ct);
        }
        catch (PostgresException error)
            when (error.SqlState.StartsWith("22", StringComparison.Ordinal) || error.SqlState.StartsWith("23", StringComparison.Ordinal))
        {
            throw new StartupException(
                $"PostgreSQL does not take the rows of {module}.{table.Name}: {error.MessageText} {error.Detail}", error);
        }
        catch (Exception error) when (PostgresErrors.IsOurs(error))
        {
            throw PostgresErrors.From(module, error);
        }
    }

    public async Task FinishAsync(IReadOnlyList<(TableShape Table, long Last)> tables, CancellationToken ct)
    {
        var indexes = await _reader.QueryAsync(
            $"select name, origin from {UnfinishedCopy.Table} where name like 'index %' order by name",
            static row => (Name: row.Text(0), Definition: row.Text(1)));
        foreach (var (name, definition) in indexes)
        {
            await using var transaction = await connection.BeginTransactionAsync(ct);

            // Made and struck off in one commit: a run that goes on makes just those that are missing.
            await WriteAsync(definition, [], ct);
            await WriteAsync($"delete from {UnfinishedCopy.Table} where name = $1", [name], ct);
            await transaction.CommitAsync(ct);
        }

        foreach (var (table, last) in tables)
        {
            // The relay counts positions here and no sequence does. Whatever was waiting for one got it from the copy.
            if (table.Name is CopiedTables.Outbox)
            {
                await WriteAsync("update relay set position = $1 where name = 'numbered'", [last], ct);
            }
            else if (table.NumberedBy is not null && await PostgresTables.SequenceAsync(_reader, table) is { } sequence)
            {
                await WriteAsync("select setval($1::text::regclass, greatest($2, 1), $2 > 0)", [sequence, last], ct);
            }
        }

        // Without statistics the first plans would be those for empty tables, until the server looks at them by itself.
        await WriteAsync("analyze", [], ct);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static string NameOf(TableShape table) => $"table {table.Name}";

    private static byte[] KeyOf(TableShape table, RowBlock block)
    {
        var key = new MemoryStream();
        foreach (var column in table.Key)
        {
            key.Write(RowEncoding.At(block.LastRow, table.PlaceOf(column)));
        }

        return key.ToArray();
    }

    private async Task CopyAsync(TableShape table, RowBlock block, CancellationToken ct)
    {
        await using var copy = await connection.BeginRawBinaryCopyAsync(
            $"copy {TableShape.Quote(table.Name)} ({table.ColumnList}) from stdin (format binary)", ct);
        await copy.WriteAsync(CopyHeader, ct);
        await copy.WriteAsync(Counted(table, block), ct);
        await copy.WriteAsync(CopyEnd, ct);
    }

    /// <summary>COPY wants the number of values before each row.</summary>
    private ReadOnlyMemory<byte> Counted(TableShape table, RowBlock block)
    {
        var size = block.Bytes.Length + (block.Rows * sizeof(short));
        if (_output.Length < size)
        {
            _output = new byte[size];
        }

        var at = 0;
        for (var rest = block.Bytes.Span; !rest.IsEmpty;)
        {
            var length = RowEncoding.Measure(rest, table.Columns.Count);
            BinaryPrimitives.WriteInt16BigEndian(_output.AsSpan(at), (short)table.Columns.Count);
            rest[..length].CopyTo(_output.AsSpan(at + sizeof(short)));
            at += sizeof(short) + length;
            rest = rest[length..];
        }

        return _output.AsMemory(0, at);
    }

    private async Task WriteAsync(string sql, object[] values, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        await command.ExecuteNonQueryAsync(ct);
    }
}
