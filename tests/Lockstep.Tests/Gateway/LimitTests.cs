using Lockstep.Tests.Support;

namespace Lockstep.Tests.Gateway;

public sealed class LimitTests
{
    private readonly ManualClock _clock = new();

    [Fact]
    public async Task A_caller_that_goes_too_fast_waits_and_others_do_not()
    {
        await using var app = await EdgeApp.StartAsync(_clock, ("Limits:PerCallerRate", "2"), ("Limits:PerCallerBurst", "3"));
        for (var number = 0; number < 3; number++)
        {
            (await app.GetAsync("/api/users/me")).Status.ShouldBe(200);
        }

        var refused = await app.GetAsync("/api/users/me");
        refused.ShouldBeProblem(429, "the fourth");
        refused.Verdict().ShouldBe((429, 1));
        (await app.As("sales").SendAsync(HttpMethod.Get, "/api/users/me", null)).Status.ShouldBe(404, "another caller, whom nobody knows");
        _clock.Advance(TimeSpan.FromSeconds(0.5));
        (await app.GetAsync("/api/users/me")).Status.ShouldBe(200);
        (await app.GetAsync("/api/users/me")).Status.ShouldBe(429);
    }

    [Fact]
    public async Task An_address_that_goes_too_fast_waits_before_anything_is_looked_at_and_monitoring_goes_on()
    {
        await using var app = await EdgeApp.StartAsync(
            _clock, ("Limits:PerAddressRate", "1"), ("Limits:PerAddressBurst", "5"), ("Limits:HealthRate", "1"),
            ("Limits:HealthBurst", "2"));
        await TestApp.EventuallyAsync(async () => (await app.GetAsync("/api/customers")).Status == 429, "the address is out of breath");
        (await app.Anonymous.SendAsync(HttpMethod.Get, "/api/nothing", null)).ShouldBeProblem(429, "before routing");
        (await app.Anonymous.SendAsync(HttpMethod.Get, "/health/live", null)).Status.ShouldBe(200);
        (await app.Anonymous.SendAsync(HttpMethod.Get, "/metrics", null)).Status.ShouldBe(200);
        (await app.Anonymous.SendAsync(HttpMethod.Get, "/health/ready", null)).Verdict().ShouldBe((429, 1));
        _clock.Advance(TimeSpan.FromSeconds(1));
        (await app.GetAsync("/api/customers")).Status.ShouldBe(200);
        (await app.GetAsync("/api/customers")).Verdict().ShouldBe((429, 1));
    }

    [Fact]
    public async Task Monitoring_is_nobodys_request()
    {
        await using var app = await EdgeApp.StartAsync(_clock, ("Limits:PerCallerRate", "1"), ("Limits:PerCallerBurst", "1"));
        for (var number = 0; number < 10; number++)
        {
            (await app.GetAsync("/health/live")).Status.ShouldBe(200);
        }
    }

    [Fact]
    public async Task Wrong_tokens_and_keys_stop_new_ones_from_their_address_but_not_those_in_use()
    {
        await using var app = await EdgeApp.StartAsync(
            _clock, ("Limits:RefusedPerAddressRate", "1"), ("Limits:RefusedPerAddressBurst", "2"));
        (await app.GetAsync("/api/customers")).Status.ShouldBe(200);
        var fresh = app.As("admin");
        (await GuessAsync(app, ("Authorization", "Bearer rubbish"))).ShouldBeProblem(401, "a wrong token");
        (await GuessAsync(app, ("X-Api-Key", "lsk_rubbish"))).ShouldBeProblem(401, "a wrong key");
        foreach (var header in new[] { ("Authorization", "Bearer rubbish"), ("X-Api-Key", "lsk_rubbish") })
        {
            var refused = await GuessAsync(app, header);
            refused.ShouldBeProblem(429, header.Item1);
            refused.Verdict().ShouldBe((429, 1));
        }

        (await fresh.SendAsync(HttpMethod.Get, "/api/customers", null)).Status.ShouldBe(429, "a token that was never seen");
        (await app.GetAsync("/api/customers")).Status.ShouldBe(200);
        (await app.Anonymous.SendAsync(HttpMethod.Get, "/api/customers", null)).Status.ShouldBe(401, "who shows nothing guesses nothing");
        (await LoginAsync(app, TestApp.AdminPassword)).Status.ShouldBe(200, "passwords are another matter");
        _clock.Advance(TimeSpan.FromSeconds(1));
        (await fresh.SendAsync(HttpMethod.Get, "/api/customers", null)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task A_wall_of_wrong_passwords_is_turned_away_cheaply_and_keeps_nobody_from_working()
    {
        await using var app = await EdgeApp.StartAsync(
            _clock, ("Limits:RefusedPerAddressRate", "1"), ("Limits:RefusedPerAddressBurst", "3"));
        await TestApp.EventuallyAsync(async () => (await LoginAsync(app, "wrong-password")).Status == 429, "the wall is turned away");
        (await LoginAsync(app, "wrong-password")).Verdict().ShouldBe((429, 1));
        (await app.As("admin").SendAsync(HttpMethod.Get, "/api/customers", null)).Status.ShouldBe(200, "a token that was never seen");
        _clock.Advance(TimeSpan.FromSeconds(1));
        (await LoginAsync(app, "wrong-password")).Status.ShouldNotBe(429);
    }

    [Fact]
    public async Task The_shipped_limits_are_those_of_the_handbook()
    {
        await using var app = await EdgeApp.StartAsync(
            _clock, ("Limits:PerCallerRate", "1000"), ("Limits:PerAddressRate", "5000"), ("Limits:RefusedPerAddressRate", "20"),
            ("Limits:HealthRate", "100"));
        var answers = new List<int>();
        for (var number = 0; number < 2_001; number++)
        {
            answers.Add((await app.GetAsync("/api/customers/999999")).Status);
        }

        answers.Count(status => status == 404).ShouldBe(2_000);
        answers[^1].ShouldBe(429);
    }

    private static Task<ApiAnswer> LoginAsync(TestApp app, string password) => app.Anonymous.SendAsync(
        HttpMethod.Post, "/api/auth/login", $$"""{"email":"{{TestApp.AdminEmail}}","password":"{{password}}"}""");

    private static Task<ApiAnswer> GuessAsync(TestApp app, (string, string) header) =>
        app.Anonymous.SendAsync(HttpMethod.Get, "/api/customers", null, header);
}
