using Lockstep.Connectors.Sdk;
using Lockstep.Connectors.Sdk.Settings;
using Lockstep.Connectors.Sdk.SignIns;
using Lockstep.Runtime;
using Lockstep.Runtime.Leases;
using Lockstep.Runtime.Storage;
using Lockstep.Sync.Schema;
using Lockstep.Sync.Systems;
using Lockstep.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Lockstep.Tests.Sync.Systems;

/// <summary>No token that a person allowed gets lost, and none that counts no more is shown.</summary>
[RunsOnEachStore]
public sealed class TokenLossTests : IAsyncLifetime
{
    private readonly HttpClient _client = new();
    private TokenServer _provider = null!;
    private TestApp _app = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => (_provider, _app) = (await TokenServer.StartAsync(), await TestApp.StartAsync());

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
        await _provider.DisposeAsync();
    }

    [Theory]
    [InlineData("null")]
    [InlineData("\"\"")]
    public async Task A_provider_that_gives_no_new_refresh_token_goes_on_taking_the_one_before(string given)
    {
        using var tokens = Tokens(SignInKind.AuthorizationCode);
        await tokens.RedeemAsync("a code", "a verifier", Ct);
        _provider.Refresh = given;

        (await tokens.RenewAsync("access-1", Ct)).ShouldBeTrue();
        (await tokens.RenewAsync("access-2", Ct)).ShouldBeTrue();

        _provider.Asked.Last()["refresh_token"].ToString().ShouldBe("refresh-1");
    }

    [Fact]
    public async Task A_new_consent_does_not_go_on_with_the_refresh_token_of_an_earlier_one()
    {
        using var tokens = Tokens(SignInKind.AuthorizationCode);
        await tokens.RedeemAsync("a code", "a verifier", Ct);
        _provider.Refresh = "null";

        (await tokens.RedeemAsync("another code", "a verifier", Ct)).Value!.Refresh.ShouldBeNull();
    }

    [Fact]
    public async Task However_many_calls_begin_at_once_they_get_one_token()
    {
        using var tokens = Tokens(SignInKind.ClientCredentials);

        await Task.WhenAll(Enumerable.Range(0, 64).Select(async _ =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "https://books.example/");
            (await tokens.ApplyAsync(request, Ct)).Value.ShouldBe("access-1");
        }));

        _provider.Asked.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_provider_that_wants_to_be_left_alone_says_for_how_long()
    {
        using var tokens = Tokens(SignInKind.ClientCredentials);
        _provider.IsBusy = true;
        using var request = new HttpRequestMessage(HttpMethod.Get, "https://books.example/");

        var failure = (await tokens.ApplyAsync(request, Ct)).Failure!;

        (failure.Cause, failure.RetryAfter).ShouldBe((FailureCause.Quota, TimeSpan.FromSeconds(7)));
    }

    [Fact]
    public async Task A_kept_token_that_has_expired_is_renewed_whatever_was_shown()
    {
        var store = Store("one");
        await store.RenewAsync("books", null, (_, _) => GrantedAsync("old", TimeSpan.FromMinutes(-1)), Ct);

        var reply = await store.RenewAsync("books", "shown", (_, _) => GrantedAsync("new"), Ct);

        reply.Value!.Access.ShouldBe("new");
    }

    [Fact]
    public async Task A_token_that_was_granted_is_kept_though_the_lease_is_lost_and_no_newer_one_is_overwritten()
    {
        var (one, other) = (Store("one"), Store("other"));
        await one.RenewAsync("books", null, async (_, _) =>
        {
            await LoseLeaseAsync();
            return await GrantedAsync("first");
        }, Ct);
        (await one.FindAsync("books", Ct))!.Access.ShouldBe("first");

        var reply = await one.RenewAsync("books", "first", async (_, _) =>
        {
            await LoseLeaseAsync();
            await other.RenewAsync("books", "first", (_, _) => GrantedAsync("second"), Ct);
            return await GrantedAsync("late");
        }, Ct);

        (reply.Value!.Access, reply.Value.Revision).ShouldBe(("second", 2));
        (await one.FindAsync("books", Ct))!.Access.ShouldBe("second");
    }

    [Fact]
    public async Task A_provider_that_does_not_answer_is_given_up_before_the_lease_ends()
    {
        var reply = await Store("one", new LeaseOptions { Duration = TimeSpan.FromSeconds(1) }).RenewAsync("books", null, async (_, late) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, late);
            return await GrantedAsync("never");
        }, Ct).SoonAsync();

        reply.Failure!.Cause.ShouldBe(FailureCause.Unavailable);
    }

    private static Task<Reply<StoredTokens>> GrantedAsync(string access, TimeSpan? life = null) => Task.FromResult<Reply<StoredTokens>>(
        new StoredTokens(access, "refresh", TimeProvider.System.GetUtcNow() + (life ?? TimeSpan.FromHours(1)), 0));

    private Task LoseLeaseAsync() => _app.Services.GetRequiredKeyedService<IStore>("sync").WriteAsync(
        static transaction => transaction.ExecuteAsync(
            "update leases set owner = 'nobody', token = token + 1, expires_at = 0 where name = $1", "tokens:books"));

    private SystemTokens Store(string process, LeaseOptions? leases = null) => new(
        _app.Services.GetRequiredService<SyncDatabase>(), new Instance(process),
        leases is null ? _app.Services.GetRequiredService<IOptions<LeaseOptions>>() : Options.Create(leases));

    private OAuthTokens Tokens(SignInKind kind) => new(new SystemSetup
    {
        Name = "books",
        SignIn = new SignInSettings(kind)
        {
            ClientId = "lockstep", Secret = new Secret("${env:X}", static _ => ValueTask.FromResult<string?>("a secret")),
            TokenUrl = _provider.Url, RedirectUrl = new Uri("https://here.example/back"),
        },
        Limits = new SystemLimits(),
        Http = _client,
        Clock = TimeProvider.System,
        Tokens = Store("one"),
    });
}
