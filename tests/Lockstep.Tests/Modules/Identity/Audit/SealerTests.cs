using Lockstep.Contracts.Access;
using Lockstep.Identity.Audit;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Modules.Identity.Audit;

[RunsOnEachStore]
public sealed class SealerTests : IdentityTest
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);

    /// <summary>The clock runs fast here: it must not run over a lease before the sealer comes to its commit.</summary>
    private protected override Dictionary<string, string?> Settings => new(StringComparer.Ordinal)
    {
        ["Audit:SealInterval"] = "00:00:00.001",
        ["Audit:PollInterval"] = "00:00:00.010",
        ["Leases:Duration"] = "00:10:00",
        ["Leases:Renewal"] = "00:05:00",
    };

    [Fact]
    public async Task A_sealer_that_lost_its_lease_seals_nothing()
    {
        await RecordAsync();
        var before = await SealedAsync();
        await App.ExecuteAsync(
            $"update leases set owner = 'other', token = token + 1, expires_at = {long.MaxValue / 2} where name = 'audit-sealer'");
        await RecordAsync();
        await LoggedAsync(4043);
        (await NewestAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task A_seal_that_goes_while_the_process_runs_is_noticed_and_not_replaced()
    {
        await RecordAsync();
        await SealedAsync();
        await App.ExecuteAsync(BehindTheBack.DropTrigger("audit_seals_stay_whole", "audit_seals"));
        await App.ExecuteAsync("delete from audit_seals");
        await RecordAsync();
        await LoggedAsync(4042);
        (await NewestAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task A_rewritten_log_without_seals_and_head_is_never_sealed_anew()
    {
        await RecordAsync();
        await SealedAsync();
        foreach (var sql in Rewrite)
        {
            await App.ExecuteAsync(sql);
        }

        await RecordAsync();
        await LoggedAsync(4042, times: 2);
        (await NewestAsync()).ShouldBe(0, "while it runs, at a second try too");
        await RestartAsync();
        await LoggedAsync(4042, times: 2);
        (await NewestAsync()).ShouldBe(0, "after a restart");
        await App.DisposeAsync();
        var (code, output, errors) = await AuditApi.VerifyAsync(Folder.Path);
        code.ShouldBe(1, output + errors);
    }

    [Fact]
    public async Task A_head_that_goes_while_the_process_runs_is_not_made_anew()
    {
        await RecordAsync();
        var before = await SealedAsync();
        await App.ExecuteAsync(BehindTheBack.DropTrigger("audit_head_stays", "audit_head"));
        await App.ExecuteAsync("delete from audit_head");
        await RecordAsync();
        await LoggedAsync(4042, times: 2);
        (await NewestAsync()).ShouldBe(before);
    }

    /// <summary>Left by a start that was cut short, or by a version that made the key later.</summary>
    [Theory]
    [InlineData("audit_head")]
    [InlineData("audit_head", "audit_key")]
    public async Task A_start_on_an_empty_log_makes_what_is_missing(params string[] missing)
    {
        await SealedAsync();
        await App.DisposeAsync();
        string[] tables = ["audit", "audit_personal", "audit_seals", "history", .. missing];
        await BehindTheBack.RunAsync(
            Folder.Path, "identity", ["update audit_numbers set last = 0", .. tables.Select(name => $"delete from {name}")]);

        await RestartAsync();
        await RecordAsync();
        await WhileTimePassesAsync(async () => await NewestAsync() == 1, "the first entry is sealed");
        await App.DisposeAsync();
        var (code, output, errors) = await AuditApi.VerifyAsync(Folder.Path);
        code.ShouldBe(0, output + errors);
        output.ShouldStartWith("audit: 1 entries, ");
    }

    [Fact]
    public async Task An_entry_that_goes_before_it_is_sealed_is_noticed_and_nothing_is_sealed_over_the_gap()
    {
        await RecordAsync();
        var before = await SealedAsync();
        await App.ExecuteAsync(BehindTheBack.DropTrigger("audit_stays_whole", "audit"));
        await RecordAsync(andDelete: true);
        await RecordAsync();
        await LoggedAsync(4042);
        (await NewestAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task After_a_restart_the_chain_goes_on_and_the_newest_place_is_logged()
    {
        await RecordAsync();
        await SealedAsync();
        await RestartAsync();
        await LoggedAsync(4040);
        await RecordAsync();
        var number = await SealedAsync();
        await App.DisposeAsync();
        App.Log.Lines.ShouldContain(line => line.Contains($"[4040] audit log sealed up to {number}:", StringComparison.Ordinal));
        var (code, output, errors) = await AuditApi.VerifyAsync(Folder.Path);
        code.ShouldBe(0, output + errors);
        output.ShouldStartWith($"audit: {number} entries, ");
        output.ShouldContain($", newest {number}:");
    }

    [Fact]
    public async Task Repeats_are_written_down_when_their_window_ends()
    {
        var log = App.Service<AuditLog>();
        for (var i = 0; i < 3; i++)
        {
            await log.RecordRepeatedAsync(new AuditEntry("user:7", "access:refused", "GET /a", Refused: true), CancellationToken.None);
        }

        await TestApp.EventuallyAsync(
            async () =>
            {
                App.Clock.Advance(TimeSpan.FromMinutes(1));
                return await App.Store.ReadAsync(reader =>
                        reader.FirstAsync(
                            "select times from audit where actor = 'user:7' order by number desc limit 1", static row => row.Int64(0))
                    ) == 2;
            },
            "the repeats are counted");
    }

    private static readonly string[] Rewrite =
    [
        BehindTheBack.DropTrigger("audit_stays", "audit"), BehindTheBack.DropTrigger("audit_seals_stay_whole", "audit_seals"),
        BehindTheBack.DropTrigger("audit_head_stays", "audit_head"), "update audit set actor = 'user:9' where number = 1",
        "delete from audit_seals", "delete from audit_head",
    ];

    private Task RecordAsync(bool andDelete = false) => App.Store.WriteAsync(async transaction =>
    {
        await App.Service<AuditLog>().AppendAsync(transaction, new AuditEntry("user:1", "thing:done", ""));
        return andDelete ? await transaction.ExecuteAsync("delete from audit where number = (select max(number) from audit)") : 0;
    });

    private ValueTask<long> NewestAsync() =>
        App.Store.ReadAsync(reader => reader.FirstAsync("select coalesce(max(last), 0) from audit_seals", static row => row.Int64(0)));

    /// <summary>Waits until all is in the log and sealed, what the start itself changed too.</summary>
    private async Task<long> SealedAsync()
    {
        await WhileTimePassesAsync(
            async () => await App.Store.ReadAsync(reader => reader.FirstAsync(
                """
                select (select coalesce(max(last), 0) from audit_seals) = (select max(number) from audit)
                  and not exists (select 1 from outbox o where not exists (select 1 from audit a where a.event_id = o.event_id))
                """,
                static row => row.Int64(0))) == 1,
            "all is sealed");
        return await NewestAsync();
    }

    private Task LoggedAsync(int id, int times = 1) =>
        WhileTimePassesAsync(
            async () =>
                await NewestAsync() >= 0 && App.Log.Lines.Count(line => line.Contains($"[{id}]", StringComparison.Ordinal)) >= times,
            $"{id} is logged");

    private Task WhileTimePassesAsync(Func<Task<bool>> condition, string what) => TestApp.EventuallyAsync(
        async () =>
        {
            App.Clock.Advance(Moment);
            return await condition();
        },
        what);
}
