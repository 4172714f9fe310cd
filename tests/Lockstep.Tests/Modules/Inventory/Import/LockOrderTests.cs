using Lockstep.Tests.Support;
using Npgsql;

namespace Lockstep.Tests.Modules.Inventory.Import;

/// <summary>
/// A batch takes the rows that it may change in the order of their ids, whichever order its file has: two that have the same rows never
/// wait for each other.
/// </summary>
[RunsOnEachStore]
public sealed class LockOrderTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/api/products/stock/import", "sku,quantity\nB,7\nA,7\n")]
    [InlineData("/api/products/import", "sku,name,price\nB,b,7\nA,a,7\n")]
    public async Task An_import_in_descending_order_waits_for_the_first_row_before_it_has_another(string path, string file)
    {
        Assert.SkipUnless(TestDatabases.IsPostgres, "There writes never overlap.");
        await using var app = await TestApp.StartAsync();
        foreach (var sku in new[] { "A", "B" })
        {
            (await app.PostAsync("/api/products", $$"""{"sku":"{{sku}}","name":"{{sku}}","price":2,"stock":5}""")).Status.ShouldBe(201);
        }

        await using var other = new NpgsqlConnection(TestDatabases.ConnectionOf(app.Data, "inventory"));
        await other.OpenAsync(Ct);
        await using var transaction = await other.BeginTransactionAsync(Ct);
        await RunAsync(other, "select 1 from products where id = 1 for update");
        using var content = new StringContent(file, System.Text.Encoding.UTF8, "text/csv");
        var import = app.Admin.PostAsync(path, content, Ct);
        await TestApp.EventuallyAsync(
            async () =>
                await RunAsync(other,
                    "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'") > 0,
            "the import waits for the first row");
        await RunAsync(other, "select 1 from products where id = 2 for update nowait");
        await transaction.CommitAsync(Ct);
        using var answer = await import;
        (await answer.Content.ReadAsStringAsync(Ct)).ShouldContain("\"updated\":2");
    }

    private static async Task<long> RunAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return Convert.ToInt64(await command.ExecuteScalarAsync(Ct), System.Globalization.CultureInfo.InvariantCulture);
    }
}
