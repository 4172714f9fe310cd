using Lockstep.Runtime.Storage;
using Lockstep.Sync.Deliveries;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Sync;

[RunsOnEachStore]
public sealed class ReviveTests
{
    [Theory]
    [InlineData("dead dead", "pending blocked")]
    [InlineData("dead dead dead dead dead", "pending blocked blocked blocked blocked")]
    [InlineData("dead pending", "blocked pending")]
    [InlineData("dead pending dead blocked", "blocked pending blocked blocked")]
    [InlineData("delivered dead skipped dead", "delivered pending skipped blocked")]
    public async Task Dead_letters_of_one_lane_that_are_replayed_together_go_one_after_the_other(string before, string after)
    {
        await using var site = new SyncSite();
        await site.Store.WriteAsync(
            async transaction =>
            {
                // The lanes beside it hold the same: each is decided on its own.
                foreach (var lane in Enumerable.Range(1, 3))
                {
                    await AddAsync(transaction, $"customers/{lane}", before.Split(' '));
                }

                return 0;
            },
            CancellationToken.None);

        await site.Store.WriteAsync(
            async transaction =>
            {
                var dead = await transaction.QueryAsync(
                    "select id from deliveries where state = 'dead' order by id", static row => row.Int64(0));
                return await DeliveryTable.ReviveAsync(transaction, SqlValue.List(dead), DateTimeOffset.UnixEpoch);
            },
            CancellationToken.None);

        foreach (var lane in Enumerable.Range(1, 3))
        {
            var states = await site.Store.ReadAsync(
                reader => reader.QueryAsync(
                    "select state from deliveries where subject = $1 order by id", static row => row.Text(0), $"customers/{lane}"),
                CancellationToken.None);
            string.Join(' ', states).ShouldBe(after);
        }
    }

    private static async ValueTask AddAsync(ITransaction transaction, string subject, string[] states)
    {
        for (var version = 1; version <= states.Length; version++)
        {
            var state = states[version - 1];
            await transaction.ExecuteAsync(
                """
                insert into deliveries (
                    flow, target, subject, version, part, state, attempts, replays, due_at, changed_at, created_at, finished_at, payload)
                values ('to-shop', 'shop', $1, $2, 0, $3, 0, 0, 0, 0, 0, $4, '{}')
                """,
                subject, version, state, state is "pending" or "blocked" ? null : (long?)1);
        }
    }
}
