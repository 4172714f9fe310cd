using System.Globalization;
using System.Text.Json;
using Lockstep.Runtime.Storage;

namespace Lockstep.Conformance.Postman;

/// <summary>A real process, the real newman, and the collection.</summary>
public sealed class PostmanFixture : IAsyncLifetime
{
    private readonly Site _site = new(StoreKind.Sqlite);
    private readonly TempFolder _folder = new();
    private ServerProcess _server = null!;
    private Api _api = null!;

    internal Collection Collection { get; } = new();

    public async ValueTask InitializeAsync()
    {
        _server = ServerProcess.Start(_site);
        _api = await _server.ReadyAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _api.Dispose();
        await _server.DisposeAsync();
        await _site.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>The OpenAPI document of the process.</summary>
    public Task<string> DocumentAsync() =>
        _api.Http.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative), TestContext.Current.CancellationToken);

    /// <summary>What the generator makes of the process's OpenAPI document.</summary>
    public async Task<string> GenerateAsync()
    {
        var (document, collection) = (_folder.File("openapi.json"), _folder.File("collection.json"));
        await File.WriteAllTextAsync(document, await DocumentAsync(), TestContext.Current.CancellationToken);
        var (code, output) = await NodeFolder.RunAsync(Checkout.PathOf("eng", "postman", "generate.mjs"), document, collection);
        code.ShouldBe(0, output);
        return await File.ReadAllTextAsync(collection, TestContext.Current.CancellationToken);
    }

    /// <summary>Runs the collection.</summary>
    /// <param name="everything">Whether also what asks to be left out.</param>
    internal async Task<NewmanRun> RunAsync(bool everything)
    {
        var (environment, report) = (_folder.File("environment.json"), _folder.File("report.json"));
        await File.WriteAllTextAsync(environment, EnvironmentOf(everything), TestContext.Current.CancellationToken);
        var (code, output) = await NodeFolder.RunAsync(
            "node_modules/newman/bin/newman.js", "run", Collection.Path, "--environment", environment,
            "--reporters", "json", "--reporter-json-export", report, "--timeout-request", "30000");
        File.Exists(report).ShouldBeTrue(output);
        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(report, TestContext.Current.CancellationToken));
        return NewmanRun.Read(code, json.RootElement.GetProperty("run"));
    }

    private string EnvironmentOf(bool everything)
    {
        var values = new[]
        {
            new { key = "baseUrl", value = _api.Http.BaseAddress!.GetLeftPart(UriPartial.Authority) },
            new { key = "user", value = ServerProcess.AdminEmail },
            new { key = "password", value = ServerProcess.AdminPassword },
            new { key = "everything", value = everything ? "yes" : "no" },
        };
        return JsonSerializer.Serialize(new { name = "test", values });
    }
}

/// <summary>What newman's report says of a run.</summary>
internal sealed record NewmanRun(int Code, int Requests, int Assertions, IReadOnlyList<string> Failures)
{
    public static NewmanRun Read(int code, JsonElement run) => new(
        code, Total(run, "requests"), Total(run, "assertions"), [.. run.GetProperty("failures").EnumerateArray().Select(FailureOf)]);

    private static int Total(JsonElement run, string what) => run.GetProperty("stats").GetProperty(what).GetProperty("total").GetInt32();

    private static string FailureOf(JsonElement failure)
    {
        var error = failure.GetProperty("error");
        var test = error.TryGetProperty("test", out var name) ? name.GetString() : null;
        return string.Create(
            CultureInfo.InvariantCulture, $"{failure.GetProperty("source").GetProperty("name")}: {test} {error.GetProperty("message")}");
    }
}
