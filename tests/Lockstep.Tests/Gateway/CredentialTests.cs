using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Lockstep.Runtime.Security;
using Lockstep.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Tests.Gateway;

[RunsOnEachStore]
public sealed class CredentialTests : IAsyncLifetime
{
    private readonly ManualClock _clock = new();

    private TestApp App { get; set; } = null!;

    public async ValueTask InitializeAsync() =>
        App = await TestApp.StartAsync(builder => builder.Services.AddSingleton<TimeProvider>(_clock));

    public ValueTask DisposeAsync() => App.DisposeAsync();

    [Fact]
    public async Task A_client_comes_in_with_its_secret_as_a_key_in_basic_and_by_the_token_endpoint()
    {
        var (client, secret) = await ClientAsync("erp", """["integrator"]""");
        (await CallAsync(("X-Api-Key", secret))).Status.ShouldBe(200);
        (await CallAsync(Basic("erp", secret))).Status.ShouldBe(200);
        var token = await TokenAsync(Basic("erp", secret), ("grant_type", "client_credentials"));
        ((string?)token["token_type"]).ShouldBe("Bearer");
        token["refresh_token"].ShouldBeNull();
        (await CallAsync(("Authorization", $"Bearer {token["access_token"]}"))).Status.ShouldBe(200);
        var posted = await TokenAsync(default, ("grant_type", "client_credentials"), ("client_id", "erp"), ("client_secret", secret));
        (await CallAsync(("Authorization", $"Bearer {posted["access_token"]}"))).Status.ShouldBe(200);

        // Its name stands behind what it did.
        var made = await App.Anonymous.SendAsync(HttpMethod.Post, "/api/customers", """{"name":"Ada"}""", ("X-Api-Key", secret));
        made.Status.ShouldBe(201);
        (await App.GetAsync($"/api/customers/{made.Body!["id"]}/history")).Items[0]!["actor"]!.GetValue<string>().ShouldBe("client:erp");
        client.ShouldBe(1);
    }

    [Fact]
    public async Task A_wrong_key_a_wrong_name_and_two_credentials_at_once_are_refused()
    {
        var (_, secret) = await ClientAsync("erp", """["integrator"]""");
        (await CallAsync(("X-Api-Key", secret + "x"))).ShouldBeProblem(401, "wrong key");
        (await CallAsync(("X-Api-Key", ""))).ShouldBeProblem(401, "empty key");
        (await CallAsync(("X-Api-Key", new string('k', 5_000)))).ShouldBeProblem(401, "long key");
        (await CallAsync(Basic("shop", secret))).ShouldBeProblem(401, "another's name");
        (await CallAsync(Basic("erp", ""))).ShouldBeProblem(401, "no secret");
        (await CallAsync(("Authorization", "Basic ???"))).ShouldBeProblem(401, "no Basic");
        (await CallAsync(("Authorization", "Digest a=b"))).ShouldBeProblem(401, "another scheme");
        (await CallAsync(("X-Api-Key", secret), Basic("erp", secret))).ShouldBeProblem(400, "two");
        (await CallAsync(("X-Api-Key", secret), ("Authorization", "Bearer x"))).ShouldBeProblem(400, "two");
    }

    [Fact]
    public async Task Scopes_of_client_key_and_request_only_ever_take_away()
    {
        var (client, secret) = await ClientAsync("reader", """["integrator"]""", """["customers:read","products:read","clients:write"]""");
        (await CallAsync(("X-Api-Key", secret))).Status.ShouldBe(200);
        (await App.Anonymous.SendAsync(HttpMethod.Post, "/api/clients", "{}", ("X-Api-Key", secret))).ShouldBeProblem(
            403, "a scope that the roles do not hold gives nothing");
        var key = await KeyAsync(client, """{"name":"narrow","scopes":["products:read"]}""");
        (await CallAsync("/api/products", ("X-Api-Key", key))).Status.ShouldBe(200);
        (await CallAsync(("X-Api-Key", key))).ShouldBeProblem(403, "narrowed by the key");
        var token = await TokenAsync(Basic("reader", secret), ("grant_type", "client_credentials"), ("scope", "products:read"));
        ((string?)token["scope"]).ShouldBe("products:read");
        (await CallAsync(("Authorization", $"Bearer {token["access_token"]}"))).ShouldBeProblem(403, "narrowed by the request");
        (await TokenAsync(Basic("reader", secret), ("grant_type", "client_credentials"), ("scope", "customers:write")))["error"]!
            .GetValue<string>()
            .ShouldBe("invalid_scope");
        (await TokenAsync(Basic("reader", "wrong"), ("grant_type", "client_credentials")))["error"]!
            .GetValue<string>()
            .ShouldBe("invalid_client");
        (await TokenAsync(default, ("grant_type", "client_credentials")))["error"]!.GetValue<string>().ShouldBe("invalid_client");
    }

    [Fact]
    public async Task A_removed_key_is_refused_at_once_with_the_tokens_it_got_and_its_sisters_go_on()
    {
        var (client, first) = await ClientAsync("erp", """["integrator"]""");
        var second = await KeyAsync(client, """{"name":"second"}""");
        var token = (string)(await TokenAsync(Basic("erp", second), ("grant_type", "client_credentials")))["access_token"]!;
        (await CallAsync(("X-Api-Key", second))).Status.ShouldBe(200);
        (await CallAsync(("Authorization", $"Bearer {token}"))).Status.ShouldBe(200);
        var id = (await App.GetAsync($"/api/clients/{client}/keys")).Items.Single(key =>
            string.Equals((string?)key!["name"], "second", StringComparison.Ordinal)
        )!["id"]!;
        (await App.Admin.SendAsync(HttpMethod.Delete, $"/api/clients/{client}/keys/{id}", null)).Status.ShouldBe(204);
        (await CallAsync(("X-Api-Key", second))).ShouldBeProblem(401, "removed");
        (await CallAsync(("Authorization", $"Bearer {token}"))).ShouldBeProblem(401, "its token");
        (await CallAsync(("X-Api-Key", first))).Status.ShouldBe(200);
    }

    [Fact]
    public async Task A_disabled_client_is_out_at_once_and_back_when_enabled()
    {
        var (client, secret) = await ClientAsync("erp", """["integrator"]""");
        var token = (string)(await TokenAsync(Basic("erp", secret), ("grant_type", "client_credentials")))["access_token"]!;
        (await CallAsync(("X-Api-Key", secret))).Status.ShouldBe(200);
        await PatchAsync(client, """{"disabled":true}""");
        (await CallAsync(("X-Api-Key", secret))).ShouldBeProblem(401, "disabled");
        (await CallAsync(("Authorization", $"Bearer {token}"))).ShouldBeProblem(401, "its token");
        await PatchAsync(client, """{"disabled":false}""");
        (await CallAsync(("X-Api-Key", secret))).Status.ShouldBe(200);
        (await CallAsync(("Authorization", $"Bearer {token}"))).ShouldBeProblem(401, "a token of before stays out");
        await PatchAsync(client, """{"roles":["warehouse"]}""");
        (await CallAsync("/api/sync/deliveries", ("X-Api-Key", secret))).ShouldBeProblem(403, "fewer roles, at once");
    }

    [Fact]
    public async Task A_client_under_the_name_of_a_deleted_one_does_not_revive_its_tokens()
    {
        var (client, secret) = await ClientAsync("erp", """["integrator"]""");
        var token = (string)(await TokenAsync(Basic("erp", secret), ("grant_type", "client_credentials")))["access_token"]!;
        (await App.Admin.SendAsync(HttpMethod.Delete, $"/api/clients/{client}", null)).Status.ShouldBe(204);
        (await CallAsync(("X-Api-Key", secret))).ShouldBeProblem(401, "deleted");
        var (_, fresh) = await ClientAsync("erp", """["integrator"]""");
        (await CallAsync(("Authorization", $"Bearer {token}"))).ShouldBeProblem(401, "the old token");
        (await CallAsync(("X-Api-Key", fresh))).Status.ShouldBe(200);
    }

    [Fact]
    public async Task An_expired_key_is_refused_and_a_used_one_says_when()
    {
        var (client, _) = await ClientAsync("erp", """["integrator"]""");
        var until = (_clock.GetUtcNow() + TimeSpan.FromSeconds(90)).ToString("O", CultureInfo.InvariantCulture);
        var key = await KeyAsync(client, $$"""{"name":"short","expiresAt":"{{until}}"}""");
        (await CallAsync(("X-Api-Key", key))).Status.ShouldBe(200);
        await TestApp.EventuallyAsync(
            async () =>
            {
                _clock.Advance(TimeSpan.FromMilliseconds(200));
                return (await App.GetAsync($"/api/clients/{client}/keys")).Items[1]!["lastUsedAt"] is not null;
            },
            "the last use is noted down");
        _clock.Advance(TimeSpan.FromSeconds(91));
        (await CallAsync(("X-Api-Key", key))).ShouldBeProblem(401, "expired");
        (
            await App.Admin.SendAsync(HttpMethod.Post, $"/api/clients/{client}/keys", $$"""{"name":"late","expiresAt":"{{until}}"}""")
        ).ShouldBeProblem(400, "in the past");
    }

    [Fact]
    public async Task No_token_outlives_the_key_that_it_was_got_with()
    {
        var (client, _) = await ClientAsync("erp", """["integrator"]""");
        var until = (_clock.GetUtcNow() + TimeSpan.FromSeconds(40)).ToString("O", CultureInfo.InvariantCulture);
        var key = await KeyAsync(client, $$"""{"name":"short","expiresAt":"{{until}}"}""");
        var token = await TokenAsync(Basic("erp", key), ("grant_type", "client_credentials"));
        ((int)token["expires_in"]!).ShouldBeInRange(38, 40);
        _clock.Advance(TimeSpan.FromSeconds(71));
        (await CallAsync(("Authorization", $"Bearer {token["access_token"]}"))).ShouldBeProblem(
            401, "past the end of the key and the clocks' difference");
    }

    [Fact]
    public async Task Revocations_outlive_a_restart()
    {
        var (client, secret) = await ClientAsync("erp", """["integrator"]""");
        var token = (string)(await TokenAsync(Basic("erp", secret), ("grant_type", "client_credentials")))["access_token"]!;
        await PatchAsync(client, """{"disabled":true}""");
        App.Services.GetRequiredService<TokenVerifier>().Verify(token).Refusal.ShouldBe(TokenRefusal.Revoked);
        await using var again = await App.RestartAsync(builder => builder.Services.AddSingleton<TimeProvider>(_clock));
        again.Services.GetRequiredService<TokenVerifier>().Verify(token).Refusal.ShouldBe(TokenRefusal.Revoked);
    }

    [Fact]
    public async Task Nobody_grants_more_than_they_hold_and_no_nonsense()
    {
        (await App.PostAsync("/api/clients", """{"name":"x","roles":["emperor"]}""")).Blamed.ShouldBe(["roles"]);
        (await App.PostAsync("/api/clients", """{"name":"x","scopes":["all"]}""")).Blamed.ShouldBe(["scopes"]);
        (await App.PostAsync("/api/clients", """{"name":"x","dialect":"klingon"}""")).Blamed.ShouldBe(["dialect"]);
        (await App.PostAsync("/api/clients", """{"name":"x","clientId":"No Blanks"}""")).Blamed.ShouldBe(["clientId"]);
        (await App.PostAsync("/api/clients", """{"name":"","roles":[null]}""")).Blamed.ShouldBe(["name", "roles"]);
        await ClientAsync("erp", """["integrator"]""");
        (await App.PostAsync("/api/clients", """{"name":"x","clientId":"erp"}""")).ShouldBeProblem(409, "taken");
        var (_, writer) = await ClientAsync("writer", """["admin"]""", """["clients:write","clients:read"]""");
        using var client = new HttpClient { BaseAddress = App.Address };
        var answer = await client.SendAsync(
            HttpMethod.Post, "/api/clients", """{"name":"x","roles":["warehouse"]}""", ("X-Api-Key", writer));
        answer.ShouldBeProblem(403, "more than it holds");
        (await client.SendAsync(HttpMethod.Patch, "/api/clients/1", """{"name":"y"}""", ("X-Api-Key", writer))).ShouldBeProblem(
            403, "a client that can do more");
        (await client.SendAsync(HttpMethod.Post, "/api/clients/1/keys", """{"name":"y"}""", ("X-Api-Key", writer))).ShouldBeProblem(
            403, "a key of a client that can do more");
    }

    private static (string Name, string Value) Basic(string id, string secret) =>
        ("Authorization", $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{id}:{secret}"))}");

    private Task<ApiAnswer> CallAsync(params (string Name, string Value)[] headers) => CallAsync("/api/customers", headers);

    private Task<ApiAnswer> CallAsync(string path, params (string Name, string Value)[] headers) =>
        App.Anonymous.SendAsync(HttpMethod.Get, path, null, headers);

    private async Task<(long Id, string Secret)> ClientAsync(string id, string roles, string scopes = "null")
    {
        var made = await App.PostAsync("/api/clients", $$"""{"name":"{{id}}","clientId":"{{id}}","roles":{{roles}},"scopes":{{scopes}}}""");
        made.Status.ShouldBe(201, made.Body?.ToJsonString());
        return ((long)made.Body!["client"]!["id"]!, (string)made.Body["clientSecret"]!);
    }

    private async Task<string> KeyAsync(long client, string json)
    {
        var made = await App.PostAsync($"/api/clients/{client}/keys", json);
        made.Status.ShouldBe(201, made.Body?.ToJsonString());
        return (string)made.Body!["secret"]!;
    }

    private async Task PatchAsync(long client, string json) =>
        (await App.Admin.SendAsync(HttpMethod.Patch, $"/api/clients/{client}", json)).Status.ShouldBe(200);

    private async Task<JsonNode> TokenAsync((string Name, string Value) header, params (string Name, string Value)[] form)
    {
        using var content = new FormUrlEncodedContent(form.Select(pair => KeyValuePair.Create(pair.Name, pair.Value)));
        var headers = header.Name is null ? [] : new[] { header };
        return (await App.Anonymous.SendContentAsync(HttpMethod.Post, "/oauth/token", content, headers)).Body!;
    }
}
