using Lockstep.Runtime.Storage;
using Lockstep.Tests.Modules.Inventory;
using Lockstep.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Lockstep.Tests.Modules.Orders;

/// <summary>
/// A write that has done everything is rolled back and run again, and meanwhile its duplicate of another process has won: the race for
/// which
/// writes are functions of their transaction alone. A trigger of the database sees to it that it happens.
/// </summary>
[RunsOnEachStore]
public sealed class RerunTests
{
    private static readonly string[] Race =
    [
        "create sequence race",
        """
        create function race() returns trigger language plpgsql as '
        begin
          if nextval(''race'') = 1 then
            for look in 1..300 loop
              exit when exists (select 1 from pg_locks where not granted and pg_backend_pid() = any (pg_blocking_pids(pid)));
              perform pg_sleep(0.01);
            end loop;
            raise exception ''the other one comes first'' using errcode = ''serialization_failure'';
          end if;
          return new;
        end'
        """,
        "create trigger race before insert on idempotency for each row execute function race()",
    ];

    /// <summary>What is logged when the stock can't do what it is asked for, as a second time what it did.</summary>
    private static readonly string[] Undone = ["[6102]", "[6103]", "[6108]"];

    private readonly LogLines _log = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_cancel_that_is_rolled_back_while_its_duplicate_wins_gives_the_stock_back_once()
    {
        Assert.SkipUnless(TestDatabases.IsPostgres, "SQLite files serve one process, whose writes go one by one.");
        await using var one = await TestApp.StartAsync(Listen);
        await using var other = await one.StartBesideAsync(Listen);
        var product = (long)(await one.PostAsync("/api/products", """{"name":"Lamp","price":1,"stock":9}""")).Body!["id"]!;
        var (order, _) = (await OrderAsync(2), await OrderAsync(3));
        var orders = one.Services.GetRequiredKeyedService<IStore>("orders");
        foreach (var sql in Race)
        {
            await orders.WriteAsync(transaction => transaction.ExecuteAsync(sql), Ct);
        }

        var cancels = await Task.WhenAll(CancelAsync(one), CancelAsync(other));
        cancels.ShouldBe([200, 200]);
        (await orders.ReadAsync(reader => reader.FirstAsync("select last_value from race", static row => row.Int64(0)), Ct))
            .ShouldBe(2, "one was rolled back, the other wrote the answer that both give");
        var stock = (await one.GetAsync($"/api/products/{product}")).Body!["stock"]!;
        ((long)stock["onHand"]!, (long)stock["reserved"]!).ShouldBe((9, 3));
        _log.Lines.ShouldNotContain(
            static line => Undone.Any(id => line.Contains(id, StringComparison.Ordinal)), "nothing more was asked of the stock");

        void Listen(WebApplicationBuilder builder) => builder.Logging.AddProvider(_log);

        async Task<long> OrderAsync(int quantity) =>
            (long)(await one.PostAsync("/api/orders", $$"""{"items":[{"productId":{{product}},"quantity":{{quantity}}}]}""")).Body!["id"]!;

        async Task<int> CancelAsync(TestApp app) =>
            (await app.Admin.SendAsync(HttpMethod.Post, $"/api/orders/{order}/cancel", null, ("Idempotency-Key", "k"))).Status;
    }
}
