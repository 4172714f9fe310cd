using Lockstep.Runtime.Storage;

namespace Lockstep.Conformance.Systems;

/// <summary>A row of MariaDB becomes a customer, and the customer a row of PostgreSQL.</summary>
public sealed class When_tables_are_systems(MariaDbServer mariaDb) : IClassFixture<MariaDbServer>
{
    [Fact]
    public async Task A_row_of_one_becomes_one_row_of_the_other_and_follows_it_over_a_crash()
    {
        await using var shop = await TableServers.MariaDbAsync(mariaDb);
        await using var books = await TableServers.PostgresAsync(Databases.ServerOfTheRun);
        await using var site = new Site(StoreKind.Sqlite);
        Describe(site, "shop", shop, TableServers.ByLog);
        Describe(site, "books", books, TableServers.ByTime);
        Write(site, "flows/shop-to-crm.yaml", """
            name: shop-to-crm
            from: { system: shop, kind: customer, on: [created, changed] }
            trigger: { poll: { every: 100ms, overlap: 1s } }
            to: { system: crm, kind: customer }
            map: { externalId: to_string(id), name: name, email: email }
            set: { source: shop }
            """);
        Write(site, "flows/crm-to-books.yaml", """
            name: crm-to-books
            from: { system: crm, kind: customer, on: [created, changed] }
            to: { system: books, kind: customer, key: email }
            map: { name: name, email: email }
            """);
        (string, string)[] settings = [("TABLES_SHOP", shop.Password), ("TABLES_BOOKS", books.Password)];
        await using (var server = ServerProcess.Start(site, settings))
        {
            using var api = await server.ReadyAsync();
            await shop.RunAsync("insert into customers (name, email) values ('Ада', 'ada@example.com'), ('Ben', 'ben@example.com')");
            await IsInBooksAsync(books, "Ада, Ben");
            await shop.RunAsync("update customers set name = 'Ада Кинг' where email = 'ada@example.com'");
            await server.DieAsync();
        }

        await shop.RunAsync("insert into customers (name, email) values ('Cleo', 'cleo@example.com')");
        await using var next = ServerProcess.Start(site, settings);
        using var after = await next.ReadyAsync();
        await IsInBooksAsync(books, "Ада Кинг, Ben, Cleo");
        (await after.CountAsync("/api/customers")).ShouldBe(3);
        (await after.CountAsync("/api/sync/dead-letters")).ShouldBe(0);
    }

    private static Task IsInBooksAsync(ITableServer books, string names) => Eventually.HoldsAsync(
        async () => await books.RunAsync("select string_agg(name, ', ' order by email) from customers") is var found
            && string.Equals(found, names, StringComparison.Ordinal) ? null : found);

    private static void Describe(Site site, string name, ITableServer server, string changes) => Write(site, $"systems/{name}.yaml",
        $$"""
        name: {{name}}
        connector: sql
        signIn: { kind: basic, user: {{server.User}}, password: "${env:TABLES_{{name.ToUpperInvariant()}}}" }
        options:
        {{string.Join('\n', server.Options.Split('\n').Select(static line => $"  {line}"))}}
          kinds:
            customer: { table: customers, key: id, search: [email], {{changes}} }
        """);

    private static void Write(Site site, string file, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(site.File(file))!);
        File.WriteAllText(site.File(file), text);
    }
}
