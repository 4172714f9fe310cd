using System.Net;
using Lockstep.Identity.Passwords;
using Lockstep.Tests.Support;
using Microsoft.Extensions.Options;

namespace Lockstep.Tests.Modules.Identity;

public sealed class LockOutTests : IdentityTest
{
    private const string Wrong = "wrong horse battery";
    private readonly ManualClock _clock = new();

    [Fact]
    public async Task After_five_failures_each_further_one_costs_a_pause_that_doubles_and_the_right_password_must_wait_too()
    {
        for (var failure = 1; failure <= 6; failure++)
        {
            (await App.LoginStatusAsync(IdentityApp.Email, Wrong)).ShouldBe(401);
        }

        using var paused = await App.LoginAsync();
        ((int)paused.StatusCode).ShouldBe(429);
        paused.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(1));
        paused.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        App.Clock.Advance(TimeSpan.FromSeconds(1));
        (await App.LoginStatusAsync(IdentityApp.Email, Wrong)).ShouldBe(401);
        App.Clock.Advance(TimeSpan.FromSeconds(1.5));
        (await App.LoginStatusAsync(IdentityApp.Email, IdentityApp.Password)).ShouldBe(429, "the second pause is twice as long");
        App.Clock.Advance(TimeSpan.FromSeconds(0.5));
        await App.SignInAsync();
        (await App.LoginStatusAsync(IdentityApp.Email, Wrong)).ShouldBe(401);
        await App.SignInAsync();
    }

    [Fact]
    public async Task A_locked_account_is_open_from_elsewhere()
    {
        using var elsewhere = People.ClientFrom("127.0.0.2", App.Client.BaseAddress!);
        for (var failure = 1; failure <= 6; failure++)
        {
            using var refused = await People.LoginAsync(elsewhere, IdentityApp.Email, Wrong);
            ((int)refused.StatusCode).ShouldBe(401);
        }

        using var locked = await People.LoginAsync(elsewhere, IdentityApp.Email, IdentityApp.Password);
        ((int)locked.StatusCode).ShouldBe(429);
        await App.SignInAsync();
    }

    [Fact]
    public async Task An_address_that_tries_one_password_on_many_accounts_is_slowed_down_too()
    {
        for (var failure = 1; failure <= 31; failure++)
        {
            (await App.LoginStatusAsync($"user{failure}@x", Wrong)).ShouldBe(401);
        }

        (await App.LoginStatusAsync("somebody@else", Wrong)).ShouldBe(429);
        App.Clock.Advance(TimeSpan.FromSeconds(1));
        await App.SignInAsync();
        (await App.AuditAsync()).ShouldContain("anonymous address:locked  refused", StringComparer.Ordinal);
    }

    [Fact]
    public async Task A_pause_is_written_down_once_with_the_address_beside()
    {
        await App.SignInAsync();
        for (var failure = 1; failure <= 6; failure++)
        {
            await App.LoginStatusAsync(IdentityApp.Email, Wrong);
        }

        for (var attempt = 1; attempt <= 3; attempt++)
        {
            await App.LoginStatusAsync(IdentityApp.Email, Wrong);
        }

        var entries = await App.AuditAsync();
        entries[0].ShouldBe("user:1 session:started users/1");
        entries.Count(entry => entry is "anonymous session:refused users/1 refused").ShouldBe(6);
        entries.Count(entry => entry is "anonymous user:locked users/1 refused").ShouldBe(1);
        entries.Count.ShouldBe(8);
        var personal = await App.Store.ReadAsync(
            reader => reader.QueryAsync("select data from audit_personal order by number", static row => row.Text(0)),
            TestContext.Current.CancellationToken);
        personal[0].ShouldBe("""{"address":"127.0.0.1"}""");
        personal[1].ShouldBe("""{"address":"127.0.0.1","email":"admin@localhost"}""");
        App.Log.Lines.Count(line => line.Contains("[4020]", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public void Unknown_accounts_pause_like_known_ones_and_spelling_makes_no_difference()
    {
        var lockOut = Make();
        Fail(lockOut, "Nobody@X", Network("10.0.0.1"), 6);
        lockOut.PauseFor("NOBODY@x", Network("10.0.0.1")).ShouldBe(TimeSpan.FromSeconds(1));
        lockOut.PauseFor("nobody@y", Network("10.0.0.1")).ShouldBe(TimeSpan.Zero);
    }

    [Theory]
    [InlineData("2001:db8::1", "2001:db8::ffff:1", true)]
    [InlineData("2001:db8:0:1::1", "2001:db8:0:2::1", false)]
    [InlineData("10.0.0.1", "::ffff:10.0.0.1", true)]
    [InlineData("10.0.0.1", "10.0.0.2", false)]
    [InlineData("0.0.0.1", "::", false)]
    public void One_attacker_has_one_network(string first, string second, bool same)
    {
        var lockOut = Make();
        Fail(lockOut, "a@x", Network(first), 6);
        (lockOut.PauseFor("a@x", Network(second)) > TimeSpan.Zero).ShouldBe(same);
    }

    [Fact]
    public void Spellings_of_one_address_are_one_account()
    {
        var lockOut = Make();
        string[] spellings =
        [
            "Ж@bücher.example", "ж@xn--bcher-kva.example", " ж@BÜCHER.example",
            "\u200bЖ@bücher.example", "ж@XN--BCHER-KVA.example\u200e", "Ж@b\u00fccher.example",
        ];
        Array.ForEach(spellings, spelling => Fail(lockOut, spelling, Network("10.0.0.1"), 1));
        lockOut.PauseFor("ж@bücher.example", Network("10.0.0.1")).ShouldBe(TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task What_was_counted_is_counted_on_after_a_restart_and_so_is_that_somebody_came_in()
    {
        for (var failure = 1; failure <= 6; failure++)
        {
            (await App.LoginStatusAsync(IdentityApp.Email, Wrong)).ShouldBe(401);
        }

        await RestartAsync();
        (await App.LoginStatusAsync(IdentityApp.Email, IdentityApp.Password)).ShouldBe(429);
        App.Clock.Advance(TimeSpan.FromSeconds(1));
        await App.SignInAsync();
        await RestartAsync();
        (await App.LoginStatusAsync(IdentityApp.Email, Wrong)).ShouldBe(401);
        await App.SignInAsync();
    }

    [Fact]
    public void Pauses_end_at_their_cap_however_many_failures_there_were()
    {
        var lockOut = Make();
        Fail(lockOut, "a@x", Network("10.0.0.1"), 5_000).OfAccount.ShouldBe(TimeSpan.FromMinutes(1));
        _clock.Advance(TimeSpan.FromMinutes(1));
        lockOut.PauseFor("a@x", Network("10.0.0.1")).ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public void Failures_are_forgotten_one_by_one()
    {
        var lockOut = Make();
        Fail(lockOut, "a@x", Network("10.0.0.1"), 5);
        _clock.Advance(TimeSpan.FromMinutes(10));
        Fail(lockOut, "a@x", Network("10.0.0.1"), 2).OfAccount.ShouldBe(TimeSpan.Zero);
        Fail(lockOut, "a@x", Network("10.0.0.1"), 1).OfAccount.ShouldBe(TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void However_many_addresses_guess_an_account_takes_100_wrong_passwords_an_hour_and_its_user_keeps_a_part_of_them()
    {
        var lockOut = Make();
        lockOut.Clear("a@x", Network("10.9.9.9"));
        var (tried, own) = (0, 0);
        for (var second = 0; second < 3_600; second++)
        {
            var from = Network($"10.{second / 250}.{second % 250}.1");
            if (lockOut.PauseFor("A@x", from) == TimeSpan.Zero)
            {
                lockOut.FailPassword("a@X", from);
                tried++;
            }

            _clock.Advance(TimeSpan.FromSeconds(1));
        }

        var stranger = Network("10.200.0.1");
        if (lockOut.PauseFor("a@x", stranger) == TimeSpan.Zero)
        {
            lockOut.FailPassword("a@x", stranger);
            tried++;
        }

        lockOut.PauseFor("a@x", Network("10.201.0.1")).ShouldBeGreaterThan(TimeSpan.Zero);
        while (lockOut.PauseFor("a@x", Network("10.9.9.9")) == TimeSpan.Zero)
        {
            lockOut.FailPassword("a@x", Network("10.9.9.9"));
            own++;
        }

        own.ShouldBe(6, "the pause of its own address is what stops it");
        (tried + own).ShouldBeInRange(70, 100);
        lockOut.PauseFor("b@x", stranger).ShouldBe(TimeSpan.Zero);
        lockOut.ClearEverywhere("a@x");
        lockOut.PauseFor("a@x", stranger).ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public void A_new_password_opens_the_account_to_every_address_and_a_sign_in_to_its_own_only()
    {
        var lockOut = Make();
        string[] addresses = ["10.0.0.1", "10.0.0.2", "10.0.0.3"];
        Array.ForEach(addresses, address => Fail(lockOut, "a@x", Network(address), 6));
        lockOut.Clear("A@x", Network("10.0.0.1"));
        addresses.Count(address => lockOut.PauseFor("a@x", Network(address)) > TimeSpan.Zero).ShouldBe(2);
        lockOut.ClearEverywhere("a@X");
        addresses.ShouldAllBe(address => lockOut.PauseFor("a@x", Network(address)) == TimeSpan.Zero);
    }

    [Fact]
    public void When_its_memory_is_full_the_oldest_goes_first()
    {
        var lockOut = Make(entries: 100);
        Fail(lockOut, "old@x", Network("10.0.0.1"), 10);
        Fail(lockOut, "new@x", Network("10.0.0.2"), 10);
        for (var index = 0; index < 97; index++)
        {
            Fail(lockOut, $"{index}@x", Network("10.0.0.3"), 1);
        }

        lockOut.PauseFor("old@x", Network("10.0.0.1")).ShouldBe(TimeSpan.Zero);
        lockOut.PauseFor("new@x", Network("10.0.0.2")).ShouldBeGreaterThan(TimeSpan.Zero);
    }

    [Fact]
    public void That_somebody_came_in_undoes_no_later_failure_however_late_it_is_told()
    {
        var lockOut = Make();
        for (var failure = 1; failure <= 6; failure++)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(10));
            lockOut.Take(SignInAttempt.Of(SignInOutcome.WrongPassword, "ada@x", default));
        }

        lockOut.Take(SignInAttempt.Of(SignInOutcome.Entered, "ada@x", default), TimeSpan.FromMilliseconds(1));
        lockOut.PauseFor("ada@x", default).ShouldBeGreaterThan(TimeSpan.Zero);
        lockOut.Take(SignInAttempt.Of(SignInOutcome.Entered, "ada@x", default));
        lockOut.PauseFor("ada@x", default).ShouldBe(TimeSpan.Zero);
    }

    private LockOut Make(int entries = 100_000) => new(Options.Create(new LockOutOptions { EntriesMax = entries }), _clock);

    private static LockOutPauses Fail(LockOut lockOut, string account, ClientNetwork from, int times)
    {
        var pauses = default(LockOutPauses);
        for (var count = 0; count < times; count++)
        {
            pauses = lockOut.Fail(account, from);
        }

        return pauses;
    }

    private static ClientNetwork Network(string address) => ClientNetwork.Of(IPAddress.Parse(address));
}
