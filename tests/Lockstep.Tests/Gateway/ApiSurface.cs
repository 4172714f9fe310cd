using System.Text.Json.Nodes;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Gateway;

/// <summary>One endpoint as the OpenAPI document lists it.</summary>
/// <param name="Method">For example <c>POST</c>.</param>
/// <param name="Template">For example <c>/api/customers/{id}</c>.</param>
/// <param name="Parameters">What its query may say.</param>
/// <param name="Fields">JSON names of the body's fields; null when it takes no JSON.</param>
internal sealed partial record ApiEndpoint(
    HttpMethod Method, string Template, IReadOnlyList<string> Parameters, IReadOnlyList<string>? Fields)
{
    /// <summary>Whether it takes no request without a body.</summary>
    public bool NeedsBody { get; init; } = true;

    public string PathFor(long id) => PathFor(id.ToString(System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>The path with this id; what else it names is the first there is, and a field that people made.</summary>
    public string PathFor(string id) => Inner().Replace(
        Template.Replace("{id}", id, StringComparison.Ordinal).Replace("{name}", SurfaceFixture.Field, StringComparison.Ordinal), "1");

    public override string ToString() => $"{Method} {Template}";

    [System.Text.RegularExpressions.GeneratedRegex(@"\{\w+\}", System.Text.RegularExpressions.RegexOptions.ExplicitCapture, 1_000)]
    private static partial System.Text.RegularExpressions.Regex Inner();
}

/// <summary>All endpoints, from the document that the app itself serves: what is added later is tested without a word here.</summary>
internal static class ApiSurface
{
    private static readonly string[] Resources =
    ["/api/customers", "/api/products", "/api/inventory", "/api/packages", "/api/orders", "/api/sync"];

    public static async Task<IReadOnlyList<ApiEndpoint>> AllAsync(TestApp app)
    {
        var document = (await app.Anonymous.SendAsync(HttpMethod.Get, "/openapi/v1.json", null)).Body!;
        List<ApiEndpoint> told =
        [
            .. document["paths"]!
                .AsObject()
                .SelectMany(path =>
                    path.Value!.AsObject()
                        .Select(operation => new ApiEndpoint(
                            new HttpMethod(operation.Key.ToUpperInvariant()), path.Key, Parameters(operation.Value!),
                            Fields(document, operation.Value!))
                        {
                            NeedsBody = (bool?)operation.Value!["requestBody"]?["required"] is true,
                        })
                ),
        ];

        // Told once, served twice.
        return
        [
            .. told,
            .. told.Where(static one => one.Template.StartsWith("/api/products", StringComparison.Ordinal))
                .Select(static one => one with
                {
                    Template = one.Template.Replace("/api/products", "/api/inventory", StringComparison.Ordinal),
                }),
        ];
    }

    /// <summary>
    /// Those of the records that take JSON. A webhook takes whatever bytes come, and looks into them once it knows who sent them.
    /// </summary>
    public static async Task<IReadOnlyList<ApiEndpoint>> WritesAsync(TestApp app) =>
        [.. (await AllAsync(app)).Where(endpoint => endpoint.Fields is not null && IsOfRecords(endpoint) && !IsWebhook(endpoint))];

    private static bool IsWebhook(ApiEndpoint endpoint) => endpoint.Template.Contains("/webhooks/", StringComparison.Ordinal)
        || endpoint.Template.EndsWith("/hooks/{flow}", StringComparison.Ordinal);

    public static bool IsOfRecords(ApiEndpoint endpoint) =>
        Resources.Any(resource => endpoint.Template.StartsWith(resource, StringComparison.Ordinal));

    private static List<string> Parameters(JsonNode operation) =>
        [
            .. (operation["parameters"]?.AsArray() ?? [])
                .Where(parameter => (string?)parameter!["in"] is "query")
                .Select(parameter => (string)parameter!["name"]!),
        ];

    private static List<string>? Fields(JsonNode document, JsonNode operation)
    {
        if (operation["requestBody"]?["content"]?["application/json"]?["schema"] is not { } schema)
        {
            return null;
        }

        var reference =
            schema["$ref"] ?? schema["oneOf"]?.AsArray().Select(static one => one!["$ref"]).FirstOrDefault(static one => one is not null);
        var name = ((string?)reference)?.Split('/')[^1];
        var resolved = name is null ? schema : document["components"]!["schemas"]![name]!;
        return [.. resolved["properties"]?.AsObject().Select(property => property.Key) ?? ["name", "email", "address", "price", "status"]];
    }
}

/// <summary>What every error looks like.</summary>
internal static class ProblemShape
{
    public static void ShouldBeProblem(this ApiAnswer answer, string what)
    {
        var type = answer.Message.Content.Headers.ContentType?.MediaType;
        type.ShouldBe("application/problem+json", $"{what}: {answer.Status}");
        var body = answer.Body!;
        ((int?)body["status"]).ShouldBe(answer.Status, what);
        ((string?)body["instance"]).ShouldBe(Uri.UnescapeDataString(answer.Message.RequestMessage!.RequestUri!.AbsolutePath), what);
        foreach (var member in new[] { "type", "title", "detail", "traceId" })
        {
            ((string?)body[member]).ShouldNotBeNullOrWhiteSpace($"{what}: {member}");
        }
    }

    public static void ShouldBeProblem(this ApiAnswer answer, int status, string what)
    {
        answer.Status.ShouldBe(status, $"{what}: {answer.Body?.ToJsonString()}");
        answer.ShouldBeProblem(what);
    }
}

/// <summary>An app in which each kind of record has one with the id 1.</summary>
public sealed class SurfaceFixture : IAsyncLifetime
{
    /// <summary>The name of a field that customers and products have.</summary>
    public const string Field = "colour";

    internal TestApp App { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        App = await TestApp.StartAsync();
        foreach (var path in new[] { "customers", "orders", "packages", "products", "tickets" })
        {
            (await App.PostAsync($"/api/{path}/fields", $$"""{"name":"{{Field}}","type":"text"}""")).Status.ShouldBe(201, path);
        }

        await App.AddCustomerAsync("""{"name":"Ada","email":"ada@example.com"}""");
        (await App.PostAsync("/api/customers/1/notes", """{"text":"x"}""")).Status.ShouldBe(201);
        (await App.PostAsync("/api/customers/1/files?name=a", "{}")).Status.ShouldBe(201);
        (await App.PostAsync("/api/products", """{"name":"Bolt","price":1,"stock":100}""")).Status.ShouldBe(201);
        (await App.PostAsync("/api/orders", """{"customerId":1,"items":[{"productId":1,"quantity":1}]}""")).Status.ShouldBe(201);
        await TestApp.EventuallyAsync(async () => (await App.GetAsync("/api/packages/1")).Status == 200, "the customer has a package");
    }

    public ValueTask DisposeAsync() => App.DisposeAsync();
}
