namespace Lockstep.Bench.Sql;

/// <summary>
/// Puts many customers straight into the database of a stopped server: what lists read, so no history and no events. As fast as it
/// goes, so nothing is durable until the end.
/// </summary>
internal static class CustomerFill
{
    public static void Run(string file, int customers)
    {
        using var database = new Database(file);
        database.Run("pragma synchronous = off; pragma cache_size = -400000; pragma temp_store = memory; begin immediate");
        var insert = database.Prepare("""
            insert into customers (external_id, source, name, name_key, email, email_key, phone, city, country, country_key, status, search, version, created_at, updated_at)
            values (?, 'bench', ?, ?, ?, ?, ?, ?, ?, ?, 'active', ?, 1, ?, ?)
            """);
        for (var number = 1L; number <= customers; number++)
        {
            Insert(insert, number);
        }

        database.Run($"""
            insert into customers_search (customers_search) values ('rebuild');
            update customers_indexing set indexed_to = (select max(id) from customers);
            insert into counters (name, shard, value) values ('customers', 0, {customers}) on conflict (name, shard) do update set value = excluded.value;
            commit;
            pragma wal_checkpoint(truncate)
            """);
    }

    private static void Insert(Statement insert, long number)
    {
        var person = Person.Number(number, "list");
        var at = 1_700_000_000_000 + number;
        var (name, city, externalId) = (person.Name.ToLowerInvariant(), person.City.ToLowerInvariant(), $"L{number}");
        insert.Add(externalId).Add(person.Name).Add(name).Add(person.Email).Add(person.Email).Add(person.Phone).Add(person.City)
            .Add(person.Country).Add(person.Country.ToLowerInvariant())
            .Add($"{name}\n{person.Email}\n{person.Phone}\n{city}\n{externalId.ToLowerInvariant()}").Add(at).Add(at).Run();
    }
}
