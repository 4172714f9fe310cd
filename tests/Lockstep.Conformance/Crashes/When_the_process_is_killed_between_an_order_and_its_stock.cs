using Lockstep.Runtime.Storage;

namespace Lockstep.Conformance.Crashes;

/// <summary>Orders and Inventory are two databases: every arrow between them, and every commit on the way, may be the last.</summary>
public abstract class When_the_process_is_killed_between_an_order_and_its_stock(StartedSites sites, StoreKind store)
{
    private const int Connections = 4;

    [Fact]
    public Task The_stock_is_what_the_orders_say_afterwards() =>
        TryAsync(deaths => deaths.OneByOneAsync(KillPlan.BetweenOrderAndStock.Statements));

    /// <summary>The first process leaves a reservation behind that nothing came of; the second dies while it gives that back.</summary>
    [Fact]
    public Task A_reservation_that_nothing_came_of_is_given_back_once_also_when_that_is_cut_short() =>
        TryAsync(deaths => deaths.TwiceAsync(KillPlan.LeavesAReservation, KillPlan.WhileAReservationIsGivenBack.Statements));

    private async Task TryAsync(Func<Deaths, Task> die)
    {
        await using var site = await sites.CopyAsync(store);
        Purchases.Hurry(site);
        var purchases = new Purchases();
        await die(new Deaths(site, api => purchases.UntilGoneAsync(api, Connections), async (api, _) =>
        {
            await purchases.BalanceAsync(api);
            await purchases.RepeatAsync(api);
            await purchases.BalanceAsync(api);
        })
        {
            Prepare = Purchases.StockUpAsync,
        });
    }

    public sealed class On_SQLite(StartedSites sites)
        : When_the_process_is_killed_between_an_order_and_its_stock(sites, StoreKind.Sqlite);

    public sealed class On_PostgreSQL(StartedSites sites)
        : When_the_process_is_killed_between_an_order_and_its_stock(sites, StoreKind.Postgres);
}
