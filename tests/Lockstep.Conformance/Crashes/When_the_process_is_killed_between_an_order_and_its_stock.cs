using Lockstep.Runtime.Storage;

namespace Lockstep.Conformance.Crashes;

/// <summary>Orders and Inventory are two databases: every arrow between them, and every commit on the way, may be the last.</summary>
public sealed class When_the_process_is_killed_between_an_order_and_its_stock
{
    private const int Connections = 4;
    private const string Reserves = "insert into open_reservations";
    private const string Places = "insert into reservations (operation_id, order_id, at)";
    private const string Steps = "insert into stock_tasks";
    private const string Moves = "insert into stock_movements";
    private const string Voids = "insert into reservations (operation_id, at)";
    private const string Settles = "delete from open_reservations";

    [Theory]
    [OnEachStore("Before:3:" + Reserves)]
    [OnEachStore("On:3:" + Reserves)]
    [OnEachStore("After:7:" + Reserves)]
    [OnEachStore("Before:3:" + Places)]
    [OnEachStore("On:3:" + Places)]
    [OnEachStore("After:7:" + Places)]
    [OnEachStore("Before:3:" + Steps)]
    [OnEachStore("On:3:" + Steps)]
    [OnEachStore("After:7:" + Steps)]
    [OnEachStore("Before:20:" + Moves)]
    [OnEachStore("On:21:" + Moves)]
    [OnEachStore("After:22:" + Moves)]
    public async Task The_stock_is_what_the_orders_say_afterwards(StoreKind store, string fuse)
    {
        await using var site = new Site(store);
        Purchases.Hurry(site);
        var purchases = new Purchases();
        await DieAsync(site, fuse, purchases);
        await EndWellAsync(site, purchases);
    }

    /// <summary>The first process leaves a reservation behind that nothing came of; the second dies while it gives that back.</summary>
    [Theory]
    [OnEachStore("Before:1:" + Voids)]
    [OnEachStore("On:1:" + Voids)]
    [OnEachStore("After:1:" + Voids)]
    [OnEachStore("Before:1:" + Settles)]
    [OnEachStore("On:1:" + Settles)]
    [OnEachStore("After:1:" + Settles)]
    public async Task A_reservation_that_nothing_came_of_is_given_back_once_also_when_that_is_cut_short(StoreKind store, string fuse)
    {
        await using var site = new Site(store);
        Purchases.Hurry(site);
        var purchases = new Purchases();
        await DieAsync(site, "On:5:" + Reserves, purchases);
        await using (var second = ServerProcess.StartFaulty(site, fuse))
        {
            (await second.ExitAsync()).ShouldBe(ServerProcess.Killed);
        }

        await EndWellAsync(site, purchases);
    }

    private static async Task DieAsync(Site site, string fuse, Purchases purchases)
    {
        await using var faulty = ServerProcess.StartFaulty(site, fuse);
        using var api = await faulty.ReadyAsync();
        await Purchases.StockUpAsync(api);
        await purchases.UntilGoneAsync(api, Connections);
        (await faulty.ExitAsync()).ShouldBe(ServerProcess.Killed);
    }

    private static async Task EndWellAsync(Site site, Purchases purchases)
    {
        await using var next = ServerProcess.Start(site);
        using var api = await next.ReadyAsync();
        await purchases.BalanceAsync(api);
        await purchases.RepeatAsync(api);
        await purchases.BalanceAsync(api);
    }
}
