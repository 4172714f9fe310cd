using Lockstep.Tests.Support;

namespace Lockstep.Tests.Sync;

/// <summary>Events that come before all is there that webhooks need.</summary>
[RunsOnEachStore]
public sealed class IntakeStartTests
{
    [Fact]
    public async Task While_webhooks_can_not_be_read_events_are_handed_back_and_none_is_put_aside()
    {
        await using var site = new SyncSite();

        // Its secret can't be opened: this process has no keys.
        await site.Store.WriteAsync(
            async transaction =>
            {
                await transaction.SendAsync(
                    """
                    insert into webhooks (url, events, kinds, enabled, version, created_at, updated_at)
                    values ('https://example.com', '*', 'customer', 1, 1, 0, 0)
                    """);
                return await transaction.ExecuteAsync(
                    "insert into webhook_secrets (webhook_id, secret, made_at) select id, $1, 0 from webhooks", new byte[1]);
            },
            TestContext.Current.CancellationToken);
        var one = site.Add("one");
        await Should.ThrowAsync<Exception>(() => one.Intake.ConsumeAsync(SyncSite.Events([(1, 1)]), CancellationToken.None));
        (await site.CountAsync("1 = 1")).ShouldBe(0);
        (await site.Store.ReadAsync(
            reader => reader.FirstAsync(
                "select (select count(*) from parked_events) + (select count(*) from inbox)", static row => row.Int64(0)),
            TestContext.Current.CancellationToken)).ShouldBe(0);
    }
}
