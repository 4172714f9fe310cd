using System.Text.Json;

namespace Lockstep.Conformance.Postman;

/// <summary>The collection in <c>docs</c>.</summary>
internal sealed class Collection
{
    private const string Skip = "pm.execution.skipRequest()";
    private const string UnlessAsked = """pm.variables.get(\"everything\")""";

    public static string Path { get; } = Checkout.PathOf("docs", "lockstep.postman_collection.json");

    /// <summary>All requests, those in folders too.</summary>
    public IReadOnlyList<CollectionRequest> Requests { get; } = Read();

    private static List<CollectionRequest> Read()
    {
        using var json = JsonDocument.Parse(File.ReadAllText(Path));
        return [.. Items(json.RootElement).Select(RequestOf)];
    }

    private static CollectionRequest RequestOf(JsonElement item)
    {
        var text = item.GetRawText();
        var isSkipped = text.Contains(Skip, StringComparison.Ordinal);
        var asks = text.Contains(UnlessAsked, StringComparison.Ordinal);
        return new CollectionRequest(OperationOf(item.GetProperty("request")), isSkipped && asks, isSkipped && !asks);
    }

    private static IEnumerable<JsonElement> Items(JsonElement folder) => folder.GetProperty("item").EnumerateArray()
        .SelectMany(item => item.TryGetProperty("item", out _) ? Items(item) : [item]);

    private static string OperationOf(JsonElement request)
    {
        var path = request
            .GetProperty("url")
            .GetProperty("path")
            .EnumerateArray()
            .Select(part => part.GetString()!.StartsWith('{') ? "{}" : part.GetString());
        return $"{request.GetProperty("method").GetString()} /{string.Join('/', path)}";
    }
}

/// <summary>A request of the collection.</summary>
/// <param name="Operation">Like <c>GET /api/customers/{}</c>.</param>
/// <param name="Asks">Whether a run sends it only when it is told to send everything.</param>
/// <param name="IsNeverSent">Whether no run sends it.</param>
internal sealed record CollectionRequest(string Operation, bool Asks, bool IsNeverSent);
