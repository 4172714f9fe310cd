using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Npgsql;

namespace Lockstep.Conformance.Support;

/// <summary>A database of a Tryton, and what a test does in it behind everybody's back.</summary>
/// <param name="server">Where the server is.</param>
/// <param name="name">The database.</param>
/// <param name="password">The password of the user that Lockstep signs in as.</param>
internal sealed class TrytonDatabase(Uri server, string name, string password) : IDisposable
{
    public const string User = "lockstep";
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromMinutes(2) };

    public string Name => name;

    public string Password => password;

    public Uri Server => server;

    public Uri Url => new(server, $"{name}/");

    /// <summary>Signs in, for what follows.</summary>
    public async Task SignInAsync()
    {
        _http.DefaultRequestHeaders.Authorization = null;
        var made = (await SendAsync("common.db.login", [User, new JsonObject { ["password"] = password }]))!.AsArray();
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Session", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{User}:{made[0]}:{made[1]}")));
    }

    /// <summary>Calls a method of a model, as the user that Lockstep signs in as.</summary>
    public async Task<JsonNode?> CallAsync(string method, params JsonNode?[] arguments)
    {
        var context = new JsonObject { ["company"] = 1, ["companies"] = new JsonArray(1), ["language"] = "en" };
        return await SendAsync($"model.{method}", [.. arguments, context]);
    }

    /// <summary>Makes a row; gives its id.</summary>
    public async Task<long> MakeAsync(string model, JsonObject values) =>
        (long)(await CallAsync($"{model}.create", new JsonArray(values)))![0]!;

    /// <summary>Changes a row.</summary>
    public Task WriteAsync(string model, long id, JsonObject values) => CallAsync($"{model}.write", new JsonArray(id), values);

    /// <summary>Deletes a record for good.</summary>
    public Task DeleteAsync(string model, long id) => CallAsync($"{model}.delete", new JsonArray(id));

    /// <summary>All rows of a model that a domain finds, by id.</summary>
    public async Task<JsonArray> RowsAsync(string model, JsonArray domain, params string[] fields) => (await CallAsync(
        $"{model}.search_read", domain, 0, null, new JsonArray(new JsonArray("id", "ASC")),
            new JsonArray([.. fields.Select(static one => (JsonNode)one)])))!
        .AsArray();

    /// <summary>Ends every session, as half a day without a call does.</summary>
    public async Task EndSessionsAsync()
    {
        await Databases.RunOnAsync(Connection, "delete from ir_session");
        await SignInAsync();
    }

    /// <summary>The first value of a statement.</summary>
    public async Task<T> AskAsync<T>(string sql)
    {
        await using var connection = await Databases.OpenAsync(Connection);
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public void Dispose() => _http.Dispose();

    public static JsonObject Decimal(string number) => new() { ["__class__"] = "Decimal", ["decimal"] = number };

    private string Connection => new NpgsqlConnectionStringBuilder(Databases.ServerOfTheRun) { Database = name }.ConnectionString;

    private async Task<JsonNode?> SendAsync(string method, JsonArray parameters)
    {
        // Not as JsonContent, whose length is not told: Tryton answers that with 411.
        using var body = new StringContent(new JsonObject { ["id"] = 1, ["method"] = method, ["params"] = parameters }.ToJsonString());
        body.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var answer = await _http.PostAsync(Url, body);
        answer.IsSuccessStatusCode.ShouldBeTrue($"{method}: {answer.StatusCode}");
        var reply = (await answer.Content.ReadFromJsonAsync<JsonObject>())!;
        reply["error"].ShouldBeNull($"{method}: {reply["error"]?.ToJsonString()}");
        return reply["result"]?.DeepClone();
    }
}
