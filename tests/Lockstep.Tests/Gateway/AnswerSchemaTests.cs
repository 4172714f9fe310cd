using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Gateway;

/// <summary>What is answered is what the OpenAPI document says.</summary>
public sealed partial class AnswerSchemaTests(SurfaceFixture fixture) : IClassFixture<SurfaceFixture>
{
    /// <summary>
    /// What is not there in an app that was just filled (a session by cookie, single sign-on, mail, a call of a webhook), and what has no
    /// end.
    /// </summary>
    private static readonly string[] Absent =
    [
        "/api/auth/session", "/api/auth/sso/start", "/signin-oidc", "/api/events/stream",
        "/api/sync/replays/{id}", "/api/sync/hooks/calls/{id}", "/api/sync/links/{id}", "/api/sync/conflicts/{id}",
        "/api/sync/flows/{name}/first-match", "/api/sync/flows/{name}/first-match/rows", "/api/sync/flows/{name}/first-match/rows.csv",
        "/api/tickets/mail/incoming/{id}", "/api/tickets/mail/outgoing/{id}", "/api/webhooks/{id}/deliveries/{delivery}",
    ];

    [Fact]
    public async Task Every_GET_answers_what_its_schema_says()
    {
        var app = fixture.App;
        var imports = await FillAsync(app);
        await UndoAsync(app, imports);
        var document = (await app.Anonymous.SendAsync(HttpMethod.Get, "/openapi/v1.json", null)).Body!;
        var faults = new List<string>();
        foreach (var (template, item) in document["paths"]!.AsObject().Where(static path => path.Value!["get"] is not null))
        {
            if (Absent.Contains(template, StringComparer.Ordinal))
            {
                continue;
            }

            var id = imports.FirstOrDefault(one => template.StartsWith($"{one.Key}s/", StringComparison.Ordinal)).Value ?? "1";
            var name = template.Contains("/fields/", StringComparison.Ordinal) ? SurfaceFixture.Field
                : template.StartsWith("/api/sync/flows/", StringComparison.Ordinal) ? "welcome-package" : "default";
            var path = Inner().Replace(
                template.Replace("{id}", id, StringComparison.Ordinal).Replace("{name}", name, StringComparison.Ordinal), "1");
            var asked = item!["get"]!["parameters"]?.AsArray()
                .Where(static one => (string?)one!["in"] is "query" && one["required"] is not null)
                .Select(static one => $"{one!["name"]}={one["example"]}") ?? [];
            var answer = await app.GetAsync($"{path}?{string.Join('&', asked)}");
            var content = item!["get"]!["responses"]!["200"]!["content"]!.AsObject();
            var type = answer.Message.Content.Headers.ContentType!.MediaType!;
            if (answer.Status != 200 || !content.ContainsKey(type))
            {
                faults.Add($"{template}: {answer.Status} {type}");
            }
            else if (answer.Body is { } body)
            {
                faults.AddRange(SchemaCheck.Faults(document, content[type]!["schema"]!, body, "").Select(fault => $"{template}{fault}"));
            }
        }

        faults.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("""{"type":"integer"}""", "\"1\"", ": \"1\" is no integer")]
    [InlineData("""{"type":"object","required":["a"]}""", "{}", ": a is missing")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"string"}}}""", """{"a":1}""", ".a: 1 is no string")]
    [InlineData("""{"type":"object","properties":{}}""", """{"b":1}""", ": b is not described")]
    [InlineData("""{"type":"string","format":"date-time"}""", "\"yesterday\"", ": \"yesterday\" is no date-time")]
    [InlineData("""{"oneOf":[{"type":"null"},{"type":"boolean"}]}""", "1", ": 1 is none of those")]
    public void A_planted_fault_is_found(string schema, string value, string fault) =>
        SchemaCheck.Faults(new JsonObject(), JsonNode.Parse(schema)!, JsonNode.Parse(value), "").ShouldBe([fault]);

    [GeneratedRegex(@"\{\w+\}", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Inner();

    /// <summary>Fills what the fixture leaves empty; the ids of the imports, by their paths.</summary>
    private static async Task<Dictionary<string, string>> FillAsync(TestApp app)
    {
        var imports = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (path, file) in new[]
        {
            ("/api/customers/import", "name\nImported"), ("/api/products/import", "name,price\nNut,1"),
            ("/api/products/stock/import", "sku,quantity\nBOLT,90"), ("/api/tickets/import", "externalId,email,subject\n7,a@example.com,x"),
            (
                "/api/orders/import?source=shop&mode=history&currency=EUR",
                "externalId,sku,name,quantity,unitPrice,placedAt\n7,BOLT,Bolt,1,1,2026-01-31T09:30:00Z"),
        })
        {
            using var content = new StringContent(file, System.Text.Encoding.UTF8, "text/csv");
            var sent = await app.Admin.SendContentAsync(
                HttpMethod.Post, $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}run=customers-2026-11", content);
            sent.Status.ShouldBe(200, sent.Body?.ToJsonString());
            imports[path.Split('?')[0]] = sent.Body!["id"]!.ToString();
        }

        foreach (var (path, json) in new[]
        {
            ("/api/tickets/1/comments", """{"body":"x"}"""), ("/api/tickets/1/attachments?name=a", "{}"),
            ("/api/webhooks", """{"url":"https://example.com/hook","events":["lockstep.customer.*"],"enabled":false}"""),
            ("/api/tickets/answers", """{"name":"a","body":"b"}"""), ("/api/tickets", """{"customerId":1,"subject":"x"}"""),
        })
        {
            (await app.PostAsync(path, json)).Status.ShouldBe(201, path);
        }

        (await app.PostAsync("/api/sync/flows/welcome-package/backfill", "{}")).Status.ShouldBe(202);
        (await app.PostAsync("/api/tickets/1/links", """{"ticketId":2}""")).Status.ShouldBe(200);
        (await app.PostAsync("/api/clients", """{"clientId":"erp","name":"ERP","roles":["integrator"]}""")).Status.ShouldBe(201);
        (await app.PostAsync("/api/reports/schedules", """{"name":"Daily","report":"sync","cron":"0 6 * * *","folder":"sync"}"""))
            .Status.ShouldBe(201);
        (await app.PostAsync("/api/clients/1/keys", """{"name":"first"}""")).Status.ShouldBe(201);
        return imports;
    }

    private static async Task UndoAsync(TestApp app, Dictionary<string, string> imports)
    {
        foreach (var (path, id) in imports)
        {
            (await app.PostAsync($"{path}s/{id}/undo", "")).Status.ShouldBe(202, path);
        }
    }
}

/// <summary>As much of JSON Schema as the document uses.</summary>
internal static class SchemaCheck
{
    public static IEnumerable<string> Faults(JsonNode document, JsonNode schema, JsonNode? value, string at)
    {
        if ((string?)schema["$ref"] is { } reference)
        {
            return Faults(document, document["components"]!["schemas"]![reference.Split('/')[^1]]!, value, at);
        }

        if (schema["oneOf"]?.AsArray() is { } alternatives)
        {
            return alternatives.Any(one => !Faults(document, one!, value, at).Any()) ? [] : [$"{at}: {Text(value)} is none of those"];
        }

        string[] types = schema["type"] is JsonArray several ? [.. several.Select(static type => (string)type!)]
            : schema["type"] is { } one ? [(string)one!] : [];
        return types.Length > 0 && !types.Any(type => Is(value, type)) ? [$"{at}: {Text(value)} is no {string.Join(" or ", types)}"]
            : schema["enum"]?.AsArray().All(word => !JsonNode.DeepEquals(word, value)) is true
                ? [$"{at}: {Text(value)} is none of the words"]
            : (string?)schema["format"] is "date-time" && value is not null && !IsInstant((string)value!)
                ? [$"{at}: {Text(value)} is no date-time"]
            : value switch
            {
                JsonObject members => FaultsOf(document, schema, members, at),
                JsonArray items when schema["items"] is { } each =>
                    items.SelectMany((item, index) => Faults(document, each, item, $"{at}[{index}]")),
                _ => [],
            };
    }

    private static IEnumerable<string> FaultsOf(JsonNode document, JsonNode schema, JsonObject members, string at)
    {
        var required = schema["required"]?.AsArray().Select(static name => (string)name!) ?? [];
        foreach (var name in required.Where(name => !members.ContainsKey(name)))
        {
            yield return $"{at}: {name} is missing";
        }

        foreach (var (name, value) in members)
        {
            var known = schema["properties"]?[name] ?? schema["additionalProperties"];
            if (known is null && schema["properties"] is not null)
            {
                yield return $"{at}: {name} is not described";
            }

            foreach (var fault in known is null ? [] : Faults(document, known, value, $"{at}.{name}"))
            {
                yield return fault;
            }
        }
    }

    private static bool IsInstant(string text) => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out _);

    private static bool Is(JsonNode? value, string type) => type switch
    {
        "null" => value is null,
        "object" => value is JsonObject,
        "array" => value is JsonArray,
        "integer" => value?.GetValueKind() is JsonValueKind.Number && !Text(value).Contains('.', StringComparison.Ordinal),
        "number" => value?.GetValueKind() is JsonValueKind.Number,
        "boolean" => value?.GetValueKind() is JsonValueKind.True or JsonValueKind.False,
        _ => value?.GetValueKind() is JsonValueKind.String,
    };

    private static string Text(JsonNode? value) => value?.ToJsonString() ?? "null";
}
