using Lockstep.Orders.Schema;
using Lockstep.Runtime.Outbox;
using Lockstep.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Tests.Runtime.Outbox;

/// <summary>What histories say of somebody is found.</summary>
[RunsOnEachStore]
public sealed class HistoryErasureTests
{
    [Fact]
    public async Task What_mentions_a_customer_is_found_however_far_apart_the_numbers_are()
    {
        await using var app = await TestApp.StartAsync();
        var store = app.Services.GetRequiredService<OrdersDatabase>().Store;
        foreach (var (id, customer) in new[] { (1L, 7), (2L, 8), (900_000_000_000L, 7), (900_000_000_001L, 77) })
        {
            await store.WriteAsync(
                transaction => transaction.ExecuteAsync(
                    "insert into history_data (kind, record_id, version, salt, data) values ('order', $1, 1, $2, $3)",
                    id, new byte[RecordLog.SaltBytes], $$"""{"customerId":{{customer}},"x":1}"""),
                TestContext.Current.CancellationToken);
        }

        (await HistoryErasure.FindAsync(store, "order", 7, TestContext.Current.CancellationToken)).ShouldBe([1L, 900_000_000_000L]);
    }
}
