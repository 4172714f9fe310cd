using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Lockstep.Conformance.Support;

/// <summary>The real oidc-provider in a process of its own, told what to do line by line.</summary>
internal sealed class OpenIdProvider : IAsyncDisposable
{
    public const string Audience = "urn:lockstep:api";
    public const string Portal = "lockstep-portal";
    public const string Machine = "lockstep-machine";
    public const string Cli = "lockstep-cli";
    public const string CliRedirect = "http://127.0.0.1/callback";
    private readonly Process _process;
    private readonly Task<string> _errors;

    private OpenIdProvider(Process process) => (_process, _errors) = (process, process.StandardError.ReadToEndAsync());

    public string Issuer { get; private set; } = "";

    /// <summary>The secret of its clients.</summary>
    public static string Secret { get; } = new('s', 40);

    /// <param name="redirectUri">Where it sends people back to.</param>
    public static async Task<OpenIdProvider> StartAsync(string redirectUri)
    {
        var provider = new OpenIdProvider(NodeFolder.Start("provider.mjs"));
        await provider.TellAsync(new JsonObject
        {
            ["do"] = "start",
            ["audience"] = Audience,
            ["accounts"] = Accounts("lockstep-admin"),
            ["clients"] = new JsonArray(
                Client(Portal, Secret, "authorization_code", redirectUri),
                Client(Machine, Secret, "client_credentials", null),
                Client(Cli, null, "authorization_code", CliRedirect)),
        });
        return provider;
    }

    /// <summary>Does something and waits until it is done.</summary>
    public async Task TellAsync(JsonObject order)
    {
        await _process.StandardInput.WriteLineAsync(order.ToJsonString());
        var line = await Eventually.EndsAsync(_process.StandardOutput.ReadLineAsync(), $"the provider did not do {order["do"]}");
        if (line is null)
        {
            throw new InvalidOperationException($"The provider ended: {await _errors}");
        }

        using var answer = JsonDocument.Parse(line);
        Issuer = answer.RootElement.GetProperty("issuer").GetString()!;
    }

    public Task TellAsync(string order) => TellAsync(new JsonObject { ["do"] = order });

    public Task SetAsync(string name, JsonNode? value) => TellAsync(new JsonObject { ["do"] = "set", [name] = value });

    /// <summary>ada with a group, ben the auditor.</summary>
    public static JsonObject Accounts(string groupOfAda) => new()
    {
        ["u-ada"] = Account("Ada", "ada@example.test", groupOfAda),
        ["u-ben"] = Account("Ben", "ben@example.test", "lockstep-auditor"),
    };

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await Eventually.HoldsAsync(() => _process.HasExited, "the provider does not end");
        await _errors;
        _process.Dispose();
    }

    private static JsonObject Account(string name, string email, string group) => new()
    {
        ["name"] = name, ["email"] = email, ["email_verified"] = true, ["groups"] = new JsonArray(group),
    };

    private static JsonObject Client(string id, string? secret, string grant, string? redirectUri)
    {
        var client = new JsonObject
        {
            ["client_id"] = id,
            ["grant_types"] = new JsonArray(grant),
            ["response_types"] = redirectUri is null ? [] : new JsonArray("code"),
            ["redirect_uris"] = redirectUri is null ? [] : new JsonArray(redirectUri),
            ["token_endpoint_auth_method"] = secret is null ? "none" : "client_secret_post",
        };
        if (secret is not null)
        {
            client["client_secret"] = secret;
        }

        return client;
    }
}
