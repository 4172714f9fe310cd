using Lockstep.Identity.Audit;
using Lockstep.Runtime.Security;
using Lockstep.Runtime.Storage;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Modules.Identity.Audit;

public sealed class SealerTests : IdentityTest
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);

    /// <summary>The clock runs fast here: it must not run over a lease before the sealer comes to its commit.</summary>
    private protected override Dictionary<string, string?> Settings => new(StringComparer.Ordinal)
    {
        ["Audit:SealInterval"] = "00:00:00.001",
        ["Leases:Duration"] = "00:10:00",
        ["Leases:Renewal"] = "00:05:00",
    };

    [Fact]
    public async Task A_sealer_that_lost_its_lease_seals_nothing()
    {
        await RecordAsync();
        await SealedAsync(1);
        await App.ExecuteAsync($"update leases set owner = 'other', token = token + 1, expires_at = {long.MaxValue / 2} where name = 'audit-sealer'");
        await RecordAsync();
        await LoggedAsync(4043);
        (await NewestAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task A_seal_that_goes_while_the_process_runs_is_noticed_and_not_replaced()
    {
        await RecordAsync();
        await SealedAsync(1);
        await App.ExecuteAsync("drop trigger audit_seals_stay_whole");
        await App.ExecuteAsync("delete from audit_seals");
        await RecordAsync();
        await LoggedAsync(4042);
        (await NewestAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task An_entry_that_goes_before_it_is_sealed_is_noticed_and_nothing_is_sealed_over_the_gap()
    {
        await RecordAsync();
        await SealedAsync(1);
        await App.ExecuteAsync("drop trigger audit_stays_whole");
        await RecordAsync(andDelete: true);
        await RecordAsync();
        await LoggedAsync(4042);
        (await NewestAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task After_a_restart_the_chain_goes_on_and_the_newest_place_is_logged()
    {
        await RecordAsync();
        await SealedAsync(1);
        await RestartAsync();
        await LoggedAsync(4040);
        await RecordAsync();
        await SealedAsync(2);
        await App.DisposeAsync();
        App.Log.Lines.ShouldContain(line => line.Contains("[4040] audit log sealed up to 2:", StringComparison.Ordinal));
        var (code, output, errors) = await AuditApi.VerifyAsync(Folder.Path);
        code.ShouldBe(0, output + errors);
        output.ShouldStartWith("audit: 2 entries, 2 seals, newest 2:");
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
                return await App.Store.ReadAsync(reader => reader.FirstAsync("select times from audit where number = 2", static row => row.Int64(0))) == 2;
            },
            "the repeats are counted");
    }

    private Task RecordAsync(bool andDelete = false) => App.Store.WriteAsync(async transaction =>
    {
        await App.Service<AuditLog>().AppendAsync(transaction, new AuditEntry("user:1", "thing:done", ""));
        return andDelete ? await transaction.ExecuteAsync("delete from audit where number = (select max(number) from audit)") : 0;
    });

    private ValueTask<long> NewestAsync() =>
        App.Store.ReadAsync(reader => reader.FirstAsync("select coalesce(max(last), 0) from audit_seals", static row => row.Int64(0)));

    private Task SealedAsync(long number) => WhileTimePassesAsync(async () => await NewestAsync() == number, $"entry {number} is sealed");

    private Task LoggedAsync(int id) => WhileTimePassesAsync(
        async () => await NewestAsync() >= 0 && App.Log.Lines.Any(line => line.Contains($"[{id}]", StringComparison.Ordinal)), $"{id} is logged");

    private Task WhileTimePassesAsync(Func<Task<bool>> condition, string what) => TestApp.EventuallyAsync(
        async () =>
        {
            App.Clock.Advance(Moment);
            return await condition();
        },
        what);
}
