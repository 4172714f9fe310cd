using Lockstep.Tests.Support;

namespace Lockstep.Tests.Sync;

[RunsOnEachStore]
public sealed class PoisonIntakeTests
{
    private const string SqlitePoison =
        "create trigger poison before insert on deliveries when new.subject = 'customers/1' begin select raise(abort, 'poison'); end";

    private const string PostgresPoison = "alter table deliveries add constraint poison check (subject <> 'customers/1')";

    [Fact]
    public async Task An_event_that_no_delivery_can_be_made_of_is_parked_and_stops_none_behind_it()
    {
        await using var site = new SyncSite();
        var process = site.Add("one");
        var events = SyncSite.Events([(1, 1), (2, 1)]);
        await site.Store.WriteAsync(
            transaction => transaction.ExecuteAsync(transaction.Dialect.Name is "sqlite" ? SqlitePoison : PostgresPoison),
            CancellationToken.None);
        await process.Intake.ConsumeAsync(events, CancellationToken.None);
        (await site.CountAsync("subject = 'customers/1'"), await site.CountAsync("subject = 'customers/2'")).ShouldBe((0, 1));
        (await site.Store.ReadAsync(
            reader => reader.FirstAsync("select count(*) from parked_events where subject = 'customers/1'", static row => row.Int64(0)),
            CancellationToken.None)).ShouldBe(1);
    }
}
