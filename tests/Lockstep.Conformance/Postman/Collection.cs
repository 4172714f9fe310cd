using System.Text.Json;

namespace Lockstep.Conformance.Postman;

/// <summary>The collection in <c>docs</c>.</summary>
internal sealed class Collection
{
    private const string Skip = "pm.execution.skipRequest()";

    public static string Path { get; } = Checkout.PathOf("docs", "lockstep.postman_collection.json");

    /// <summary>All requests, those in folders too, like <c>GET /api/customers/{}</c>, and whether a run leaves them out.</summary>
    public IReadOnlyList<(string Operation, bool IsLeftOut)> Requests { get; } = Read();

    private static List<(string Operation, bool IsLeftOut)> Read()
    {
        using var json = JsonDocument.Parse(File.ReadAllText(Path));
        return [.. Items(json.RootElement).Select(item => (OperationOf(item.GetProperty("request")), item.GetRawText().Contains(Skip, StringComparison.Ordinal)))];
    }

    private static IEnumerable<JsonElement> Items(JsonElement folder) => folder.GetProperty("item").EnumerateArray()
        .SelectMany(item => item.TryGetProperty("item", out _) ? Items(item) : [item]);

    private static string OperationOf(JsonElement request)
    {
        var path = request.GetProperty("url").GetProperty("path").EnumerateArray().Select(part => part.GetString()!.StartsWith('{') ? "{}" : part.GetString());
        return $"{request.GetProperty("method").GetString()} /{string.Join('/', path)}";
    }
}
