using System.Text.Json.Nodes;
using Lockstep.Contracts.Systems;
using Lockstep.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Tests.Runtime.Custom;

/// <summary>What tests of fields that people give to records ask of the system.</summary>
internal static class CustomSite
{
    public static async Task DefineAsync(this TestApp app, string many, string json)
    {
        var answer = await app.PostAsync($"/api/{many}/fields", json);
        answer.Status.ShouldBe(201, answer.Body?.ToJsonString());
    }

    public static Task<ApiAnswer> PatchAsync(this TestApp app, string path, string json, params (string Name, string Value)[] headers) =>
        app.Admin.SendAsync(HttpMethod.Patch, path, json, headers);

    /// <summary>A product that there is enough of.</summary>
    public static async Task<long> AddProductAsync(this TestApp app)
    {
        var made = await app.PostAsync("/api/products", """{"name":"Cup","price":2,"currency":"EUR","stock":1000}""");
        made.Status.ShouldBe(201, made.Body?.ToJsonString());
        return (long)made.Body!["id"]!;
    }

    /// <summary>An order of one unit.</summary>
    public static Task<ApiAnswer> OrderAsync(this HttpClient client, long product, string more) => client.SendAsync(
        HttpMethod.Post, "/api/orders", $$"""{"items":[{"productId":{{product}},"quantity":1}],{{more}}}""");

    /// <summary>What a flow writes.</summary>
    public static Task<WriteAnswer> FlowAsync(
        this TestApp app, string system, string kind, string key, string fields, long version = 1) => app.Services
        .GetServices<IModuleSystem>().Single(one => string.Equals(one.Name, system, StringComparison.Ordinal)).WriteAsync(
            new ModuleWrite(kind, key, JsonNode.Parse(fields)!.AsObject(), "flow:test", version), TestContext.Current.CancellationToken);

    public static string Custom(this ApiAnswer answer) => answer.Body!["custom"]?.ToJsonString() ?? answer.Body.ToJsonString();

    /// <summary>The cells of a column, as far as no cell holds a comma.</summary>
    public static string[] Column(this string[] lines, string name) =>
        [.. lines.Skip(1).Select(line => line.Split(',')[Array.IndexOf(lines[0].Split(','), name)])];

    /// <summary>The lines of an export.</summary>
    public static async Task<string[]> ExportAsync(this TestApp app, string path) =>
        (await app.Admin.GetStringAsync($"/api/{path}", TestContext.Current.CancellationToken))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
