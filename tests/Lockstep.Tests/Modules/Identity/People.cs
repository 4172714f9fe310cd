using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Modules.Identity;

/// <summary>What the tests about people do again and again, through the front door.</summary>
internal static class People
{
    public const string UserPassword = "a password of somebody";

    public static async Task<ApiAnswer> CallAsync(
        this IdentityApp app, HttpMethod method, string path, string? token, string? json = null,
        params (string Name, string Value)[] headers)
    {
        (string, string)[] all = token is null ? headers : [.. headers, ("Authorization", $"Bearer {token}")];
        return await app.Client.SendAsync(method, path, json, all);
    }

    public static Task<ApiAnswer> PostAsync(this IdentityApp app, string path, string? token, string? json = null) =>
        app.CallAsync(HttpMethod.Post, path, token, json);

    /// <summary>Creates a user with a password; its id.</summary>
    public static async Task<long> AddUserAsync(this IdentityApp app, string admin, string email, params string[] roles)
    {
        var json = new JsonObject
        {
            ["name"] = "Zoë",
            ["email"] = email,
            ["password"] = UserPassword,
            ["roles"] = new JsonArray([.. roles.Select(role => (JsonNode)role)]),
        };
        var answer = await app.PostAsync("/users", admin, json.ToJsonString());
        answer.Status.ShouldBe(201, answer.Body?.ToJsonString());
        return (long)answer.Body!["id"]!;
    }

    public static async Task<int> StatusAsync(this IdentityApp app, string token)
    {
        using var answer = await app.GetAsync("/users/me", token);
        return (int)answer.StatusCode;
    }

    public static async Task<int> LoginStatusAsync(this IdentityApp app, string email, string password = UserPassword)
    {
        using var answer = await app.LoginAsync(email, password);
        return (int)answer.StatusCode;
    }

    /// <summary>A client that calls from another address of the loopback.</summary>
    public static HttpClient ClientFrom(string address, Uri server) => new(new SocketsHttpHandler
    {
        ConnectCallback = async (context, ct) =>
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            socket.Bind(new IPEndPoint(IPAddress.Parse(address), 0));
            await socket.ConnectAsync(IPAddress.Loopback, context.DnsEndPoint.Port, ct);
            return new NetworkStream(socket, ownsSocket: true);
        },
    })
    {
        BaseAddress = server,
    };

    public static Task<HttpResponseMessage> LoginAsync(HttpClient client, string email, string password, string path = "/auth/login") =>
        client.PostAsync(
            path,
            new StringContent(
                new JsonObject { ["email"] = email, ["password"] = password }.ToJsonString(), Encoding.UTF8, "application/json"));

    /// <summary>Actions in the audit log, oldest first, with their actors and targets.</summary>
    public static async Task<IReadOnlyList<string>> AuditAsync(this IdentityApp app) =>
        await app.Store.ReadAsync(reader =>
            reader.QueryAsync(
                "select actor, action, target, refused from audit where event_id is null order by number limit 1000",
                static row => $"{row.Text(0)} {row.Text(1)} {row.Text(2)}{(row.Int64(3) == 1 ? " refused" : "")}")
        );

    /// <summary>What the audit log tells of a record's changes, which come by their events.</summary>
    public static async Task<IReadOnlyList<string>> ChangesInAuditAsync(this IdentityApp app, string target) =>
        await app.Store.ReadAsync(reader =>
            reader.QueryAsync(
                "select action from audit where event_id is not null and target = $1 order by number", static row => row.Text(0), target)
        );
}
