using Lockstep.Bench.Servers;
using Lockstep.Runtime.Values;
using Npgsql;
using NpgsqlTypes;

namespace Lockstep.Bench.Sql;

/// <summary>Puts many customers straight into the database of a stopped server: what lists read, so no history and no events.</summary>
internal static class PostgresCustomerFill
{
    private const string Database = "lockstep_crm";

    private const string Copy = """
        copy customers (external_id, source, external_key, source_key, name, name_key, email, email_key, phone, city, country, country_key,
          status, search, version, created_at, updated_at) from stdin (format binary)
        """;

    public static async Task RunAsync(PostgresServer server, int customers)
    {
        await server.RunAsync(Database, "drop index customers_search");
        await using (var connection = await server.OpenAsync(Database))
        await using (var rows = await connection.BeginBinaryImportAsync(Copy))
        {
            for (var number = 1L; number <= customers; number++)
            {
                await AddAsync(rows, number);
            }

            await rows.CompleteAsync();
        }

        await server.RunAsync(
            Database,
            "create index customers_search on customers using gin (search gin_trgm_ops)",
            $"""
            insert into counters (name, shard, value) values ('customers', 0, {customers})
            on conflict (name, shard) do update set value = excluded.value
            """,
            "vacuum analyze customers");
    }

    private static async Task AddAsync(NpgsqlBinaryImporter rows, long number)
    {
        var person = Person.Number(number, "list");
        var (at, externalId) = (1_700_000_000_000 + number, $"L{number}");
        var search = SearchText.Of(
            [(person.Name, false), (person.Email, false), (person.Phone, true), (person.City, false), (externalId, false)]);
        await rows.StartRowAsync();
        foreach (var text in new[]
        {
            externalId, "bench", externalId.ToLowerInvariant(), "bench", person.Name, person.Name.ToLowerInvariant(),
            person.Email, person.Email, person.Phone, person.City, person.Country, person.Country.ToLowerInvariant(), "active", search,
        })
        {
            await rows.WriteAsync(text, NpgsqlDbType.Text);
        }

        foreach (var count in new[] { 1, at, at })
        {
            await rows.WriteAsync(count, NpgsqlDbType.Bigint);
        }
    }
}
