using System.Text;
using System.Text.RegularExpressions;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.Storage.Postgres;
using Lockstep.Runtime.Storage.Sqlite;
using Npgsql;

namespace Lockstep.Tests.Support;

/// <summary>
/// What somebody does who gets at the databases of a data folder without Lockstep: on SQLite at the files, on PostgreSQL as its
/// administrator. No trigger and no check stops them. Statements are written for SQLite; the few words that PostgreSQL says otherwise are
/// put right.
/// </summary>
internal static partial class BehindTheBack
{
    public static async Task RunAsync(string folder, string module, params IEnumerable<string> statements)
    {
        if (!TestDatabases.IsPostgres)
        {
            RunOnFile(FileOf(folder, module), statements);
            return;
        }

        await using var connection = await OpenAsync(folder, module);
        var script = string.Join(";\n", statements.Select(Translate));
        await ExecuteAsync(connection, $"begin; set local session_replication_role = replica; {script}; commit");
    }

    public static async Task<IReadOnlyList<T>> QueryAsync<T>(string folder, string module, string sql, RowReader<T> read)
    {
        if (!TestDatabases.IsPostgres)
        {
            using var file = SqliteConnection.Open(FileOf(folder, module), "look", new SqliteOptions());
            return await file.QueryAsync(sql, read);
        }

        await using var connection = await OpenAsync(folder, module);
        return await new PostgresReader(connection, module).QueryAsync(Translate(sql), read);
    }

    /// <summary>The statement that takes a trigger away.</summary>
    public static string DropTrigger(string trigger, string table) =>
        TestDatabases.IsPostgres ? $"drop trigger {trigger} on {table}" : $"drop trigger {trigger}";

    /// <summary>All that a database holds, each byte as a letter, to look for what must not be in it.</summary>
    public static async Task<string> TextOfAsync(string folder, string module)
    {
        if (!TestDatabases.IsPostgres)
        {
            return string.Concat(
                Directory.GetFiles(folder, $"{module}.db*").Select(file => Encoding.Latin1.GetString(File.ReadAllBytes(file))));
        }

        await using var connection = await OpenAsync(folder, module);
        await ExecuteAsync(connection, "set bytea_output = 'escape'");
        var tables = await new PostgresReader(connection, module).QueryAsync(
            "select tablename from pg_tables where schemaname = 'public'", static row => row.Text(0));
        var all = new StringBuilder();
        foreach (var table in tables)
        {
            var rows = await new PostgresReader(connection, module).QueryAsync($"select t::text from {table} t", static row => row.Text(0));
            all.AppendJoin('\n', rows);
        }

        return all.ToString();
    }

    /// <summary>
    /// Keeps the state of a database that nobody works on, to be put back; drops its checks on PostgreSQL, where nothing else gets by them.
    /// </summary>
    public static async Task<byte[]> KeepAsync(string folder, string module, string name)
    {
        if (!TestDatabases.IsPostgres)
        {
            File.Exists(FileOf(folder, module) + "-wal").ShouldBeFalse("all is in the file itself");
            return await File.ReadAllBytesAsync(FileOf(folder, module));
        }

        await using var connection = await OpenAsync(folder, module);
        await ExecuteAsync(connection, $"""
            create schema {name};
            do $$ declare t record; begin
              for t in select conrelid::regclass as place, conname from pg_constraint where contype = 'c' and connamespace = 'public'::regnamespace loop
                execute format('alter table %s drop constraint %I', t.place, t.conname);
              end loop;
              for t in select tablename from pg_tables where schemaname = 'public' loop
                execute format('create table {name}.%I as table public.%I', t.tablename, t.tablename);
              end loop;
            end $$;
            """);
        return Encoding.ASCII.GetBytes(name);
    }

    /// <summary>Puts a kept state back.</summary>
    public static async Task PutBackAsync(string folder, string module, byte[] kept)
    {
        if (!TestDatabases.IsPostgres)
        {
            foreach (var rest in new[] { "-wal", "-shm" })
            {
                File.Delete(FileOf(folder, module) + rest);
            }

            await File.WriteAllBytesAsync(FileOf(folder, module), kept);
            return;
        }

        await using var connection = await OpenAsync(folder, module);
        await ExecuteAsync(connection, $"""
            begin;
            set local session_replication_role = replica;
            do $$ declare t record; begin
              for t in select tablename from pg_tables where schemaname = 'public' loop
                execute format('delete from public.%I', t.tablename);
                execute format('insert into public.%I overriding system value table {Encoding.ASCII.GetString(
                kept
            )}.%I', t.tablename, t.tablename);
              end loop;
            end $$;
            commit;
            """);
    }

    /// <summary>Lets a module's database be away while something is done.</summary>
    public static async Task WithoutAsync(string folder, string module, Func<Task> act)
    {
        await MoveAsync(folder, module, module + "x");
        await act();
        await MoveAsync(folder, module + "x", module);
    }

    /// <summary>All that a module's database holds, as bytes to be searched.</summary>
    public static async Task<byte[]> DumpAsync(string folder, string module)
    {
        await using var connection = await OpenAsync(folder, module);
        var all = new List<byte>();
        foreach (var table in await new PostgresReader(connection, module).QueryAsync(
            "select tablename::text from pg_tables where schemaname = 'public'", static row => row.Text(0)))
        {
            await using var copy = await connection.BeginRawBinaryCopyAsync($"copy {table} to stdout (format binary)");
            using var bytes = new MemoryStream();
            await copy.CopyToAsync(bytes);
            all.AddRange(bytes.ToArray());
        }

        return [.. all];
    }

    private static void RunOnFile(string file, IEnumerable<string> statements)
    {
        using var connection = SqliteConnection.Open(file, "tamper", new SqliteOptions());
        connection.Run("pragma synchronous = off");
        connection.Run("pragma ignore_check_constraints = on");
        var triggers = connection
            .QueryAsync("select name from sqlite_master where type = 'trigger'", static row => row.Text(0))
            .AsTask()
            .GetAwaiter()
            .GetResult();
        connection.Begin();
        foreach (var statement in triggers.Select(name => $"drop trigger {name}").Concat(statements))
        {
            connection.Run(statement);
        }

        connection.Run("commit");
    }

    private static async Task MoveAsync(string folder, string from, string to)
    {
        if (!TestDatabases.IsPostgres)
        {
            File.Move(FileOf(folder, from), FileOf(folder, to));
            return;
        }

        await using var connection = await OpenAsync(folder, "identity");
        await ExecuteAsync(
            connection, $"alter database \"{TestDatabases.NameOf(folder, from)}\" rename to \"{TestDatabases.NameOf(folder, to)}\"");
    }

    private static string FileOf(string folder, string module) => Path.Combine(folder, module + ".db");

    private static Task<NpgsqlConnection> OpenAsync(string folder, string module) => PostgresServer.OpenAsync(
        new NpgsqlConnectionStringBuilder(TestDatabases.Server) { Database = TestDatabases.NameOf(folder, module), Pooling = false });

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Bytes, and what is done with them, in PostgreSQL's words.</summary>
    private static string Translate(string sql)
    {
        var text = TextOfBytes().Replace(sql, "convert_from(decode('${it}', 'hex'), 'UTF8')");
        text = CastToBlob().Replace(text, "(${it})");
        text = Blob().Replace(text, "decode('${it}', 'hex')");
        text = Zeros().Replace(text, "decode(repeat('00', ${it}), 'hex')");
        text = Hex().Replace(text, "encode(case when pg_typeof(${it}) = 'bytea'::regtype then (${it})::text::bytea else "
            + "convert_to((${it})::text, 'UTF8') end, 'hex')");
        return TypeOf().Replace(text, "pg_typeof(${it})::text in ('text', 'bytea')");
    }

    [GeneratedRegex(@"cast\(x'(?<it>[0-9a-fA-F]*)' as text\)", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex TextOfBytes();

    [GeneratedRegex(@"cast\((?<it>.+) as blob\)", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex CastToBlob();

    [GeneratedRegex("x'(?<it>[0-9a-fA-F]*)'", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Blob();

    [GeneratedRegex(@"zeroblob\((?<it>[0-9]+)\)", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Zeros();

    [GeneratedRegex(@"hex\((?<it>[a-z_]+)\)", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Hex();

    [GeneratedRegex(@"typeof\((?<it>[a-z_]+)\) in \('text', 'blob'\)", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex TypeOf();
}
