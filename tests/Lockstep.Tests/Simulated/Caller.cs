using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Lockstep.Simulator;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Simulated;

/// <summary>A bare client of a simulator, and the simulator.</summary>
internal sealed class Caller : IAsyncDisposable
{
    private readonly SocketsHttpHandler _handler = new() { PooledConnectionIdleTimeout = TimeSpan.FromSeconds(1) };

    private Caller(SimulatorServer server) => (Server, Http) = (server, new HttpClient(_handler) { BaseAddress = server.Address });

    public SimulatorServer Server { get; }

    public HttpClient Http { get; }

    public static async Task<Caller> StartAsync(SimulatorOptions? options = null) => new(await SimulatorServer.StartAsync(options));

    public async Task<(int Status, JsonNode? Body)> SendAsync(
        HttpMethod method, string path, JsonObject? body = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var answer = await Http.SendAsync(request, TestContext.Current.CancellationToken).SoonAsync();
        return ((int)answer.StatusCode, answer.StatusCode is HttpStatusCode.NoContent ? null
            : await answer.Content.ReadFromJsonAsync<JsonNode>(TestContext.Current.CancellationToken));
    }

    public Task<(int Status, JsonNode? Body)> CreateAsync(string path, string name) =>
        SendAsync(HttpMethod.Post, path, new JsonObject { ["name"] = name });

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        _handler.Dispose();
        await Server.DisposeAsync();
    }
}
