using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Lockstep.Contracts.Access;
using Lockstep.Runtime.Security;
using Lockstep.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Tests.Modules.Identity;

[RunsOnEachStore]
public sealed class SecretTests : IAsyncLifetime
{
    private const string Value = "Grün-ist-die-Hoffnung";
    private readonly TestFolder _folder = new();
    private TestApp _app = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private ISecrets Secrets => _app.Services.GetRequiredService<ISecrets>();

    public async ValueTask InitializeAsync() => _app = await StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_secret_that_was_set_is_there_for_its_owner_also_after_a_restart()
    {
        (await Secrets.FindAsync("test.password", Ct)).ShouldBeNull();
        var answer = await SetAsync("test.password", Value);
        answer.Status.ShouldBe(200);
        ((string?)answer.Body!["source"]).ShouldBe("stored");
        ((string?)answer.Body!["updatedBy"]).ShouldBe("user:1");
        (await Secrets.FindAsync("test.password", Ct)).ShouldBe(Value);
        await _app.DisposeAsync();
        _app = await StartAsync();
        (await Secrets.FindAsync("test.password", Ct)).ShouldBe(Value);
    }

    [Fact]
    public async Task A_value_can_never_be_read_back()
    {
        var set = await SetAsync("test.password", Value);
        var list = await _app.GetAsync("/api/secrets");
        list.Items.Select(secret => (string)secret!["name"]!).ShouldBe(
            ["mail.password", "metrics.token", "oidc.client-secret", "support.mail-password", "test.other", "test.password", "webhooks.erp",
                "webhooks.erp-previous"]);
        (set.Body!.ToJsonString() + list.Body!.ToJsonString()).ShouldNotContain("Hoffnung");
        (await _app.GetAsync("/api/secrets/test.password")).Status.ShouldBe(405);
    }

    [Fact]
    public async Task A_setting_counts_before_what_is_stored()
    {
        await SetAsync("test.password", Value);
        await _app.DisposeAsync();
        _app = await StartAsync(setting: "from the settings");
        (await Secrets.FindAsync("test.password", Ct)).ShouldBe("from the settings");
        var list = await _app.GetAsync("/api/secrets");
        list.Items.Select(secret => (string)secret!["source"]!)
            .ShouldBe(["none", "none", "none", "none", "none", "setting", "none", "none"]);
    }

    [Fact]
    public async Task A_secret_can_be_replaced_and_removed()
    {
        await SetAsync("test.password", "first");
        ((long)(await SetAsync("test.password", "second")).Body!["version"]!).ShouldBe(2);
        (await Secrets.FindAsync("test.password", Ct)).ShouldBe("second");
        (await _app.Admin.SendAsync(HttpMethod.Delete, "/api/secrets/test.password", null)).Status.ShouldBe(204);
        (await Secrets.FindAsync("test.password", Ct)).ShouldBeNull();
        (await _app.Admin.SendAsync(HttpMethod.Delete, "/api/secrets/test.password", null)).Status.ShouldBe(404);
    }

    [Fact]
    public async Task An_unknown_name_is_refused_with_those_that_there_are()
    {
        var answer = await SetAsync("no.such", Value);
        answer.Status.ShouldBe(400);
        ((string)answer.Body!["errors"]!["name"]![0]!).ShouldEndWith("test.other, test.password, webhooks.erp, webhooks.erp-previous.");
        (await _app.Admin.SendAsync(HttpMethod.Delete, "/api/secrets/no.such", null)).Status.ShouldBe(400);
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"value":""}""")]
    [InlineData("""{"value":null}""")]
    [InlineData("""{"value":7}""")]
    public async Task A_secret_without_a_value_is_refused(string body)
    {
        var answer = await _app.Admin.SendAsync(HttpMethod.Put, "/api/secrets/test.password", body);
        answer.Status.ShouldBe(400);
        answer.Blamed.ShouldBe(["value"]);
    }

    [Fact]
    public async Task Nobody_without_the_permission_sees_or_sets_a_secret()
    {
        foreach (var (method, path) in new[]
        {
            (HttpMethod.Get, "/api/secrets"), (HttpMethod.Put, "/api/secrets/test.password"),
            (HttpMethod.Delete, "/api/secrets/test.password"), (HttpMethod.Post, "/api/secrets/rotate"), (HttpMethod.Get, "/api/keys"),
            (HttpMethod.Post, "/api/keys/rotate"),
        })
        {
            (await _app.Anonymous.SendAsync(method, path, null)).Status.ShouldBe(401, path);
            foreach (var role in Permissions.Roles.Where(role => !Permissions.Of([role]).Contains(Permissions.SecretsWrite)))
            {
                using var client = _app.As(role);
                (await client.SendAsync(method, path, null)).Status.ShouldBe(403, $"{role} {path}");
            }
        }
    }

    [Fact]
    public async Task A_rotation_leaves_secrets_and_tokens_as_good_as_they_were()
    {
        await SetAsync("test.password", Value);
        var answer = await _app.Admin.SendAsync(HttpMethod.Post, "/api/secrets/rotate", null);
        answer.Status.ShouldBe(200);
        ((int)answer.Body!["databases"]!).ShouldBe(_app.Services.GetServices<Vault>().Count());
        ((int)answer.Body!["sealed"]!).ShouldBeInRange(
            2, 3, "the secret, the signing key and, once something was sealed with it, the audit key");
        (await Secrets.FindAsync("test.password", Ct)).ShouldBe(Value);
        await _app.DisposeAsync();
        _app = await StartAsync();
        (await Secrets.FindAsync("test.password", Ct)).ShouldBe(Value);
    }

    [Fact]
    public async Task A_name_that_nobody_registered_is_a_mistake_of_the_code() =>
        await Should.ThrowAsync<ArgumentException>(async () => await Secrets.FindAsync("no.such", Ct));

    private Task<ApiAnswer> SetAsync(string name, string value) =>
        _app.Admin.SendAsync(HttpMethod.Put, $"/api/secrets/{name}", new JsonObject { ["value"] = value }.ToJsonString());

    private Task<TestApp> StartAsync(string? setting = null) => TestApp.StartAsync(
        builder =>
        {
            builder.Services.AddSingleton(new KnownSecret("test.password", "Opens what this test guards.", "Test:Password"));
            builder.Services.AddSingleton(new KnownSecret("test.other", "Opens nothing."));
            builder.Configuration.AddInMemoryCollection([new("Test:Password", setting)]);
        },
        _folder.Path);
}
