using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Lockstep.Identity.Passwords;
using Lockstep.Runtime.Security;
using Lockstep.Tests.Gateway.Events;
using Lockstep.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Tests.Gateway;

/// <summary>
/// Two processes of the whole application on the same databases, which only a server allows: what one does holds in the other. On SQLite,
/// the second one is refused by the lock of the data folder, which its own tests show.
/// </summary>
[RunsOnEachStore]
public sealed class TwoProcessTests : IAsyncLifetime
{
    private const string Password = "a password of somebody";
    private TestApp _one = null!;
    private TestApp _other = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(TestDatabases.IsPostgres, "SQLite files serve one process.");
        _one = await StartAsync();
        _other = await _one.StartBesideAsync(Know);
    }

    public async ValueTask DisposeAsync()
    {
        if (_other is not null)
        {
            await _other.DisposeAsync();
        }

        if (_one is not null)
        {
            await _one.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_user_who_is_disabled_or_gets_other_roles_in_one_is_refused_in_the_other()
    {
        foreach (var change in new[] { """{"disabled":true}""", """{"roles":["auditor"]}""" })
        {
            var (id, client) = await SignInAsync($"user-{change.Length}@example.com");
            (await StatusAsync(client)).ShouldBe(200);
            (await _one.Admin.SendAsync(HttpMethod.Patch, $"/api/users/{id}", change)).Status.ShouldBe(200);
            await RefusedAsync(client);
        }
    }

    [Fact]
    public async Task A_total_that_one_has_counted_is_counted_anew_once_the_other_has_changed_a_record()
    {
        foreach (var app in new[] { _one, _other, _one, _one, _other })
        {
            var before = (long)(await _one.GetAsync("/api/customers?status=active")).Body!["total"]!;
            ((long)(await _one.GetAsync("/api/customers?status=active")).Body!["total"]!).ShouldBe(before, "nothing has changed");
            await app.AddCustomerAsync($$"""{"name":"Number {{before}}"}""");
            ((long)(await _one.GetAsync("/api/customers?status=active")).Body!["total"]!).ShouldBe(before + 1, "at once, not numbered yet");
        }
    }

    [Fact]
    public async Task Signing_out_everywhere_and_out_of_one_session_in_one_holds_in_the_other()
    {
        var (id, everywhere) = await SignInAsync("everywhere@example.com");
        (await StatusAsync(everywhere)).ShouldBe(200);
        (await _one.Admin.SendAsync(HttpMethod.Post, $"/api/users/{id}/sign-out", null)).Status.ShouldBe(204);
        await RefusedAsync(everywhere);

        var (_, session) = await SignInAsync("session@example.com");
        (await StatusAsync(session)).ShouldBe(200);
        using var same = _one.WithToken(session.DefaultRequestHeaders.Authorization!.Parameter!);
        (await same.SendAsync(HttpMethod.Post, "/api/auth/logout", null)).Status.ShouldBe(204);
        await RefusedAsync(session);
    }

    [Fact]
    public async Task A_client_made_in_one_signs_in_at_the_other_until_its_key_is_removed()
    {
        var made = await _one.PostAsync("/api/clients", """{"name":"Poller","clientId":"poller","roles":["integrator"]}""");
        var id = (long)made.Body!["client"]!["id"]!;
        var secret = (string)made.Body["clientSecret"]!;
        using var form = new StringContent(
            $"grant_type=client_credentials&client_id=poller&client_secret={secret}", Encoding.UTF8, "application/x-www-form-urlencoded");
        var token = await _other.Anonymous.SendContentAsync(HttpMethod.Post, "/oauth/token", form);
        token.Status.ShouldBe(200);
        using var bearer = _other.WithToken((string)token.Body!["access_token"]!);
        using var key = new HttpClient { BaseAddress = _other.Address };
        key.DefaultRequestHeaders.Add("X-Api-Key", secret);
        (await bearer.SendAsync(HttpMethod.Get, "/api/customers", null)).Status.ShouldBe(200);
        (await key.SendAsync(HttpMethod.Get, "/api/customers", null)).Status.ShouldBe(200, "and is remembered from now on");

        var keys = await _one.GetAsync($"/api/clients/{id}/keys");
        (await _one.Admin.SendAsync(HttpMethod.Delete, $"/api/clients/{id}/keys/{(long)keys.Items[0]!["id"]!}", null)).Status.ShouldBe(204);
        await RefusedAsync(bearer, "/api/customers");
        await RefusedAsync(key, "/api/customers");
    }

    [Fact]
    public async Task What_one_signs_with_a_new_key_the_other_verifies_and_what_a_revoked_one_signed_neither()
    {
        var before = _one.Admin.DefaultRequestHeaders.Authorization!.Parameter!;
        (await _one.PostAsync("/api/keys/rotate", """{"revoke":true}""")).Status.ShouldBe(200);
        var login = await _one.Anonymous.SendAsync(
            HttpMethod.Post, "/api/auth/login", $$"""{"email":"{{TestApp.AdminEmail}}","password":"{{TestApp.AdminPassword}}"}""");
        using var after = _other.WithToken((string)login.Body!["access_token"]!);
        await TestApp.EventuallyAsync(async () => await StatusAsync(after) == 200, "the other process knows the new key");
        using var old = _other.WithToken(before);
        await RefusedAsync(old);
    }

    [Fact]
    public async Task A_secret_set_in_one_is_read_in_the_other_also_after_its_data_key_was_changed()
    {
        foreach (var value in new[] { "first", "second" })
        {
            (await _one.Admin.SendAsync(HttpMethod.Put, "/api/secrets/test.password", $$"""{"value":"{{value}}"}""")).Status.ShouldBe(200);
            (await _other.Services.GetRequiredService<ISecrets>().FindAsync("test.password", Ct)).ShouldBe(value);
            (await _one.PostAsync("/api/secrets/rotate", "")).Status.ShouldBe(200);
            (await _other.Services.GetRequiredService<ISecrets>().FindAsync("test.password", Ct)).ShouldBe(value);
        }
    }

    [Fact]
    public async Task A_customer_changed_by_turns_in_both_has_one_history_and_every_event_once()
    {
        var id = await _one.AddCustomerAsync("""{"name":"Ada"}""");
        for (var round = 0; round < 10; round++)
        {
            var answers = await Task.WhenAll(
                _one.Admin.SendAsync(HttpMethod.Patch, $"/api/customers/{id}", $$"""{"phone":"{{round}}"}"""),
                _other.Admin.SendAsync(HttpMethod.Patch, $"/api/customers/{id}", $$"""{"organisation":"{{round}}"}"""));
            answers.ShouldAllBe(answer => answer.Status == 200);
        }

        await _one.NumberedAsync("crm");
        var changes = (await _other.GetAsync("/api/customers/changes?after=0&size=1000")).Items;
        changes.Select(change => (int)change!["version"]!).ShouldBe(Enumerable.Range(1, 21), "in the order of the versions");
    }

    [Fact]
    public async Task Wrong_passwords_in_one_close_the_account_in_the_other_and_in_one_that_starts_later_until_there_is_a_new_one()
    {
        const string email = "guessed@example.com";
        var (id, client) = await SignInAsync(email);
        client.Dispose();
        for (var failure = 1; failure <= 6; failure++)
        {
            (await LoginAsync(_one, email, "a wrong password")).ShouldBe(401);
        }

        // Whoever asks in vain is counted too, so what the other one knows is asked of itself.
        var lockOut = _other.Services.GetRequiredService<LockOut>();
        await TestApp.EventuallyAsync(
            async () =>
            {
                // A short pause may have passed before the other one has heard of it; the next failure costs a longer one.
                var isPaused = lockOut.PauseFor(email, ClientNetwork.Of(IPAddress.Loopback)) > TimeSpan.FromSeconds(4);
                await (isPaused ? Task.CompletedTask : LoginAsync(_one, email, "a wrong password"));
                return isPaused;
            },
            "the other one hears of it");
        (await LoginAsync(_other, email, Password)).ShouldBe(429);
        await using (var later = await _one.StartBesideAsync(Know))
        {
            (await LoginAsync(later, email, Password)).ShouldBe(429);
        }

        var code = (string)(await _one.PostAsync($"/api/users/{id}/reset-code", "{}")).Body!["code"]!;
        const string next = "another one of somebody";
        (await _one.Anonymous.SendAsync(HttpMethod.Post, "/api/auth/reset/confirm", $$"""{"code":"{{code}}","newPassword":"{{next}}"}"""))
            .Status.ShouldBe(204);
        await TestApp.EventuallyAsync(async () => await LoginAsync(_other, email, next) == 200, "the new password opens it everywhere");
    }

    [Theory]
    [InlineData(5)]
    [InlineData(6)]
    public async Task An_hourly_share_that_is_used_up_in_one_is_so_in_the_other_and_in_one_that_starts_later(int kind)
    {
        const int max = 3;
        Task<bool> TakeAsync(TestApp app, string account) => app.Services.GetRequiredService<HourlyShares>().TakeAsync(
            (SignInOutcome)kind, account, ClientNetwork.Of(IPAddress.Loopback), max);
        for (var number = 0; number < max; number++)
        {
            (await TakeAsync(_one, "somebody")).ShouldBeTrue();
        }

        (await TakeAsync(_one, "somebody")).ShouldBeFalse();
        (await TakeAsync(_other, "somebody else")).ShouldBeTrue("each has its own");
        await TestApp.EventuallyAsync(
            async () => !await TakeAsync(_other, "somebody"), "the other one hears of it");
        await using var later = await _one.StartBesideAsync(Know);
        (await TakeAsync(later, "somebody")).ShouldBeFalse();
    }

    [Fact]
    public async Task What_happens_in_one_is_streamed_by_the_other_until_the_user_is_disabled_in_the_first()
    {
        var (id, client) = await SignInAsync("follower@example.com");
        using var stream = await StreamClient.BegunAsync(client, "?type=lockstep.customer.*");
        var customer = await _one.AddCustomerAsync("""{"name":"Ada"}""");
        (await stream.NextAsync())!.Subject.ShouldBe($"customers/{customer}");
        (await _one.Admin.SendAsync(HttpMethod.Patch, $"/api/users/{id}", """{"disabled":true}""")).Status.ShouldBe(200);
        ((string?)(await stream.NextAsync())!.Data["reason"]).ShouldBe("credential");
        (await stream.NextAsync()).ShouldBeNull();
        client.Dispose();
    }

    [Fact]
    public async Task Two_that_start_at_once_on_nothing_agree_on_the_first_admin_and_on_all_keys()
    {
        using var folder = new TestFolder();
        var key = folder.File("master.key");
        _ = MasterKey.Open(key);
        var apps = await Task.WhenAll(
            Enumerable
                .Range(0, 2)
                .Select(number =>
                    TestApp.StartAsync(
                        builder => builder.Configuration["LOCKSTEP_MASTER_KEY_FILE"] = key,
                        data: Directory.CreateDirectory(folder.File($"data-{number}")).FullName, databases: folder.Path)
                ));
        try
        {
            foreach (var app in apps)
            {
                using var token = app.WithToken(apps[0].Admin.DefaultRequestHeaders.Authorization!.Parameter!);
                (await StatusAsync(token)).ShouldBe(200);
                (await app.GetAsync("/api/users")).Items.Count.ShouldBe(1);
            }
        }
        finally
        {
            await apps[0].DisposeAsync();
            await apps[1].DisposeAsync();
        }
    }

    private static Task<TestApp> StartAsync() => TestApp.StartAsync(Know);

    private static void Know(Microsoft.AspNetCore.Builder.WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(new KnownSecret("test.password", "Opens what this test guards."));
        builder.Configuration["LockOut:Pause"] = "00:10:00";
        builder.Configuration["LockOut:PauseMax"] = "01:00:00";
    }

    private static async Task<int> LoginAsync(TestApp app, string email, string password) => (await app.Anonymous.SendAsync(
        HttpMethod.Post, "/api/auth/login", $$"""{"email":"{{email}}","password":"{{password}}"}""")).Status;

    private static async Task<int> StatusAsync(HttpClient client) => (await client.SendAsync(HttpMethod.Get, "/api/users/me", null)).Status;

    private static Task RefusedAsync(HttpClient client, string path = "/api/users/me") =>
        TestApp.EventuallyAsync(async () => (await client.SendAsync(HttpMethod.Get, path, null)).Status == 401, "it is refused there too");

    /// <summary>A user made in one process and signed in there, as a client of the other.</summary>
    private async Task<(long Id, HttpClient Client)> SignInAsync(string email)
    {
        var made = await _one.PostAsync(
            "/api/users", $$"""{"name":"Zoë","email":"{{email}}","password":"{{Password}}","roles":["sales"]}""");
        made.Status.ShouldBe(201, made.Body?.ToJsonString());
        var login = await _one.Anonymous.SendAsync(
            HttpMethod.Post, "/api/auth/login", $$"""{"email":"{{email}}","password":"{{Password}}"}""");
        login.Status.ShouldBe(200);
        var client = new HttpClient { BaseAddress = _other.Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (string)login.Body!["access_token"]!);
        return ((long)made.Body!["id"]!, client);
    }
}
