using System.Reflection;
using Lockstep.Host;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.Storage.Postgres;
using Lockstep.Runtime.Storage.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Lockstep.Conformance.Stores;

/// <summary>The pairs of schema scripts make the same tables: columns in their order, what may be NULL, keys and indexes.</summary>
public sealed class When_two_stores_have_one_schema
{
    /// <summary>What only one store has, and why.</summary>
    private static readonly Dictionary<string, string> Allowed = new(StringComparer.Ordinal)
    {
        ["outbox_unnumbered"] = "on SQLite an event has its position in its commit",
        ["customers_search"] = "SQLite searches in a full-text table of its own, PostgreSQL by an index on the column",
        ["tickets_search"] = "as with customers",
        ["users_search"] = "as with customers",
        ["customers_indexing"] = "how far that table of SQLite is behind",
        ["products_search"] = "as with customers",
        ["products_indexing"] = "as with customers",
        ["orders_search"] = "as with customers",
        ["customers index name,city,postal_code,country partial"] = "an entry of an index of PostgreSQL has a largest size",
        ["customers index name,organisation,phone,line,city,region,postal_code,country partial"] = "the same index on SQLite",
        ["deliveries unique flow,subject partial"] = "on SQLite no two writes find a lane empty at the same time",
    };

    public static TheoryData<string> Modules => [.. Databases.Modules];

    [Theory]
    [MemberData(nameof(Modules))]
    public async Task Their_tables_are_the_same(string module)
    {
        var schema = Lockstep.Host.Program.Modules.Single(
            one => string.Equals(one.Manifest.Name, module, StringComparison.Ordinal)).Manifest.Schema;
        using var folder = new TempFolder();
        var server = new PostgresBed().Server;
        var prefix = "schema_" + Path.GetFileName(folder.Path).Replace("lockstep-test-", "", StringComparison.Ordinal);
        try
        {
            using var sqlite = SqliteStore.Open(
                module, folder.File("one.db"), Scripts(module, schema, "sqlite"), new SqliteOptions(), LogSync.ToDisk, TimeProvider.System,
                NullLogger.Instance);
            await using var postgres = await PostgresStore.OpenAsync(
                module, new PostgresServer(new NpgsqlConnectionStringBuilder(server) { Database = prefix }.ConnectionString, "postgres"),
                Scripts(module, schema, "postgres"), new PostgresOptions(), TimeProvider.System, NullLogger.Instance);
            var (one, two) = (WithoutKeys(await OfSqliteAsync(sqlite)), WithoutKeys(await OfPostgresAsync(postgres)));
            one.Count.ShouldBeGreaterThan(50);
            two.Except(one, StringComparer.Ordinal).Where(IsNotAllowed).ShouldBeEmpty("only PostgreSQL has this");
            one.Except(two, StringComparer.Ordinal).Where(IsNotAllowed).ShouldBeEmpty("only SQLite has this");
            (await postgres.ReadAsync(
                reader => reader.QueryAsync(
                    """
                    select table_name || '.' || column_name from information_schema.columns
                    where table_schema = 'public' and data_type = 'text' and collation_name is distinct from 'C'
                    """,
                    static row => row.Text(0)),
                CancellationToken.None)).ShouldBeEmpty("a text column sorts by its bytes");
        }
        finally
        {
            await PostgresBed.AsideAsync(server, "postgres", $"drop database if exists \"{prefix}_{module}\" with (force)");
        }
    }

    private static bool IsNotAllowed(string line) =>
        !Allowed.Keys.Any(name =>
            string.Equals(line, name, StringComparison.Ordinal)
            || line.Split(' ', '.')[0].StartsWith(name, StringComparison.Ordinal)
            || line.Contains($"({name})", StringComparison.Ordinal)
        );

    /// <summary>An index that ends in the table's key is the same as one without it: on SQLite each one ends so anyway.</summary>
    private static IReadOnlyList<string> WithoutKeys(IReadOnlyList<string> lines)
    {
        var keys = lines
            .Select(line => line.Split(" primary key "))
            .Where(parts => parts.Length == 2)
            .ToDictionary(parts => parts[0], parts => parts[1], StringComparer.Ordinal);
        return
        [
            .. lines.Select(line =>
                line.Split(' ') is [var table, "index", var columns, .. var rest]
                && columns.EndsWith($",{keys[table]}", StringComparison.Ordinal)
                    ? string.Join(' ', [table, "index", columns[..^(keys[table].Length + 1)], .. rest])
                    : line
            ),
        ];
    }

    private static IReadOnlyList<SchemaScript> Scripts(string module, Assembly schema, string kind) =>
        [.. SchemaScript.In(typeof(IStore).Assembly, "runtime", kind), .. SchemaScript.In(schema, module, kind)];

    /// <summary>One line per column, with its number, per primary key and per index.</summary>
    private static async Task<IReadOnlyList<string>> OfSqliteAsync(SqliteStore store) =>
        await store.ReadAsync(
            reader => reader.QueryAsync(
                """
                select t.name || '.' || c.name || ' ' || c.cid || ' ' || lower(c.type) || case when c."notnull" or c.pk then '' else ' null' end
                from pragma_table_list t join pragma_table_info(t.name) c where t.schema = 'main' and t.type <> 'shadow' and t.name not like 'sqlite_%'
                union all
                select t.name || ' primary key ' || coalesce((select group_concat(name) from (select name from pragma_table_info(t.name) where pk order by pk)), 'none')
                from pragma_table_list t where t.schema = 'main' and t.type = 'table' and t.name not like 'sqlite_%'
                union all
                select t.name || case when i."unique" then ' unique ' else ' index ' end
                  || (select group_concat(coalesce(name, 'expression')) from (select name from pragma_index_info(i.name) order by seqno)) || case when i.partial then ' partial' else '' end
                from pragma_table_list t join pragma_index_list(t.name) i where t.schema = 'main' and i.origin <> 'pk' and t.name not like 'sqlite_%' and t.type = 'table'
                """,
                static row => row.Text(0)),
            CancellationToken.None);

    private static async Task<IReadOnlyList<string>> OfPostgresAsync(PostgresStore store) =>
        await store.ReadAsync(
            reader => reader.QueryAsync(
                """
                select c.table_name || '.' || c.column_name || ' ' || (row_number() over (partition by c.table_name order by c.ordinal_position) - 1)
                  || case c.data_type when 'bigint' then ' integer' when 'text' then ' text' when 'bytea' then ' blob' else ' ' || c.data_type end
                  || case when c.is_nullable = 'NO' then '' else ' null' end
                from information_schema.columns c where c.table_schema = 'public'
                union all
                select t.relname || case when i.indisprimary then ' primary key ' when i.indisunique then ' unique ' when a.amname = 'btree' then ' index ' else ' ' || a.amname || ' ' end
                  || (select string_agg(coalesce(u.attname, 'expression'), ',' order by k.place)
                      from unnest(i.indkey) with ordinality k (number, place) left join pg_attribute u on u.attrelid = t.oid and u.attnum = k.number and k.number > 0)
                  || case when i.indpred is null then '' else ' partial' end
                  || case when a.amname = 'btree' then '' else ' (' || t.relname || '_search)' end
                from pg_index i join pg_class t on t.oid = i.indrelid join pg_class x on x.oid = i.indexrelid join pg_am a on a.oid = x.relam
                where t.relnamespace = 'public'::regnamespace
                """,
                static row => row.Text(0)),
            CancellationToken.None);
}
