using Lockstep.Gateway.Edge;
using Lockstep.Runtime.Outbox;
using Lockstep.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Tests.Gateway;

/// <summary>Events as they arrive in a process that is not the one which changed the user.</summary>
[RunsOnEachStore]
public sealed class AccessRevocationsTests(AppFixture fixture) : IClassFixture<AppFixture>
{
    private TestApp App => fixture.App;

    [Theory]
    [InlineData("sales", "lockstep.user.changed.v1", 2, 401)]
    [InlineData("support", "lockstep.user.changed.v1", 1, 200)]
    [InlineData("integrator", "lockstep.user.deleted.v1", null, 401)]
    [InlineData("warehouse", "lockstep.user.changed.v1", null, 200)]
    public async Task Tokens_of_before_a_change_that_happened_elsewhere_no_longer_count(
        string role, string type, int? tokenVersion, int status)
    {
        // A user of its own for each row: the fixture's tokens name the user by the number of roles.
        string[] roles = [role, .. Enumerable.Repeat("none", role.Length)];
        using var client = App.As(roles);
        (await client.SendAsync(HttpMethod.Get, "/api/customers", null)).Status.ShouldBe(200);
        var listener = App.Services.GetServices<IEventListener>().OfType<AccessRevocations>().Single();
        listener.Hear([Event(1_000 + roles.Length, type, tokenVersion)]);
        (await client.SendAsync(HttpMethod.Get, "/api/customers", null)).Status.ShouldBe(status);
    }

    [Fact]
    public async Task Tokens_of_a_client_that_was_changed_elsewhere_no_longer_count()
    {
        var made = (await App.PostAsync("/api/clients", """{"name":"Poller","roles":["integrator"]}""")).Body!;
        using var content = new FormUrlEncodedContent([
            new("grant_type", "client_credentials"), new("client_id", (string)made["client"]!["clientId"]!),
            new("client_secret", (string)made["clientSecret"]!),
        ]);
        var token = (string)(await App.Anonymous.SendContentAsync(HttpMethod.Post, "/oauth/token", content)).Body!["access_token"]!;
        using var client = App.WithToken(token);
        (await client.SendAsync(HttpMethod.Get, "/api/customers", null)).Status.ShouldBe(200);
        var changed = made["client"]!.DeepClone();
        changed["tokenVersion"] = 2;
        var listener = App.Services.GetServices<IEventListener>().OfType<AccessRevocations>().Single();
        listener.Hear([
            Event(1, "lockstep.client.changed.v1", null) with
            {
                Kind = "client", Data = System.Text.Encoding.UTF8.GetBytes(changed.ToJsonString()),
            },
        ]);
        (await client.SendAsync(HttpMethod.Get, "/api/customers", null)).Status.ShouldBe(401);
    }

    private static OutboxEvent Event(long user, string type, int? tokenVersion) => new()
    {
        Position = 1,
        Id = Guid.Empty,
        Type = type,
        Source = "identity",
        Kind = "user",
        RecordId = user,
        Version = 2,
        Change = type.Split('.')[2],
        At = DateTimeOffset.UnixEpoch,
        Digest = [],
        Actor = "user:1",
        Fields = "tokenVersion",
        Data = tokenVersion is null ? null : System.Text.Encoding.UTF8.GetBytes($$"""
            {"id":{{user}},"name":"A","email":"a@x","roles":[],"disabled":false,"hasTotp":false,"singleSignOn":false,"tokenVersion":{{tokenVersion}},
             "version":2,"createdAt":"2026-01-01T00:00:00.000Z","updatedAt":"2026-01-01T00:00:00.000Z"}
            """),
    };
}
