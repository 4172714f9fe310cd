using System.Text.Json;
using System.Text.RegularExpressions;
using Lockstep.Runtime.Modules;
using Lockstep.Tests.Support;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace Lockstep.Tests.Gateway;

public sealed partial class OpenApiTests
{
    private static readonly string[] OpenToAll =
    [
        "/health/live", "/health/ready", "/metrics", "/api/auth/login", "/api/auth/session", "/oauth/token", "/oauth/revoke",
        "/api/auth/reset", "/api/auth/reset/confirm", "/.well-known/openid-configuration", "/.well-known/oauth-authorization-server",
        "/.well-known/jwks.json", "/api/auth/sso/start", "/signin-oidc", "/api/orders/webhooks/status", "/api/sync/hooks/{flow}",
    ];

    private static readonly string[] Methods = ["get", "put", "post", "delete", "patch", "head", "options"];

    [Fact]
    public async Task Every_operation_tells_what_it_does_and_answers()
    {
        await using var app = await TestApp.StartAsync();
        var text = await app.Anonymous.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative), TestContext.Current.CancellationToken);
        using var document = JsonDocument.Parse(text);
        Faults(document.RootElement).ShouldBeEmpty();
        document.RootElement.GetProperty("openapi").GetString()!.ShouldStartWith("3.1.");
        OpenApiDocument.Parse(text, "json").Diagnostic!.Errors.ShouldBeEmpty();
        Open(document.RootElement).ShouldBe(OpenToAll, ignoreOrder: true);
        Undocumented(app, document.RootElement).ShouldBeEmpty();
    }

    [Fact]
    public async Task Examples_of_bodies_say_only_what_the_API_reads()
    {
        await using var app = await TestApp.StartAsync();
        using var document = JsonDocument.Parse(
            await app.Anonymous.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative), TestContext.Current.CancellationToken));
        var unknown =
            from path in document.RootElement.GetProperty("paths").EnumerateObject()
            from operation in path.Value.EnumerateObject()
            where operation.Value.TryGetProperty("requestBody", out _)
            from body in operation.Value.GetProperty("requestBody").GetProperty("content").EnumerateObject()
            let schema = Resolve(document.RootElement, body.Value.GetProperty("schema"))
            where schema.TryGetProperty("properties", out _)
            from member in body.Value.GetProperty("example").EnumerateObject()
            where !schema.GetProperty("properties").TryGetProperty(member.Name, out _)
            select $"{operation.Name} {path.Name}: {member.Name}";
        unknown.ShouldBeEmpty();
    }

    [Fact]
    public async Task Each_operation_has_a_name_of_its_own_a_tag_that_is_told_and_a_word_on_who_may()
    {
        await using var app = await TestApp.StartAsync();
        foreach (var name in new[] { "v1", "erp", "mini", "portal" })
        {
            var document = (await app.Anonymous.SendAsync(HttpMethod.Get, $"/openapi/{name}.json", null)).Body!;
            var operations = document["paths"]!.AsObject().SelectMany(static path => path.Value!.AsObject())
                .Select(static one => one.Value!).ToList();
            operations.Select(static operation => (string?)operation["operationId"]).ShouldBeUnique(StringComparer.Ordinal);
            operations.ShouldAllBe(static one => ((string)one["operationId"]!).All(char.IsAsciiLetterOrDigit));
            operations.ShouldAllBe(static one => one["security"] != null && one["tags"]!.AsArray().Count == 1);
            var told = document["tags"]!.AsArray().Where(static tag => (string?)tag!["description"] is { Length: > 0 });
            told.Select(static tag => (string?)tag!["name"]).ShouldBe(
                operations.Select(static operation => (string?)operation["tags"]![0]).Distinct(StringComparer.Ordinal), ignoreOrder: true);
            ((string?)document["servers"]!.AsArray().Single()!["url"]).ShouldBe(app.Address.GetLeftPart(UriPartial.Authority));
            OpenApiDocument.Parse(document.ToJsonString(), "json").Diagnostic!.Errors.ShouldBeEmpty();
            document["info"]!["license"].ShouldNotBeNull();
            document["info"]!["contact"].ShouldNotBeNull();
        }
    }

    [Fact]
    public async Task A_dialect_has_a_document_of_all_that_it_answers_and_the_portals_is_also_where_its_clients_look()
    {
        await using var app = await TestApp.StartAsync();
        var dialects = Lockstep.Host.Program.Modules.SelectMany(static module => module.Manifest.Dialects)
            .GroupBy(static route => route.Dialect, StringComparer.Ordinal);
        foreach (var dialect in dialects)
        {
            var paths = (await app.Anonymous.SendAsync(HttpMethod.Get, $"/openapi/{dialect.Key}.json", null)).Body!["paths"]!.AsObject();
            dialect.Where(route => paths[route.Path]?[route.Method.ToLowerInvariant()]?["summary"] is null)
                .Select(static route => $"{route.Method} {route.Path}").ShouldBeEmpty();
            paths.Count.ShouldBe(dialect.Select(static route => route.Path).Distinct(StringComparer.Ordinal).Count());
        }

        var portal = (await app.Anonymous.SendAsync(HttpMethod.Get, "/openapi.json", null)).Body!;
        portal["paths"]!.AsObject().Select(static path => path.Key).ShouldBe(["/users"]);
    }

    [Theory]
    [InlineData("CustomerInput", "name", 150)]
    [InlineData("CustomerInput", "email", 180)]
    [InlineData("ProductInput", "sku", 64)]
    public async Task Limits_of_fields_are_those_that_are_checked(string schema, string member, int lengthMax)
    {
        await using var app = await TestApp.StartAsync();
        using var document = JsonDocument.Parse(await app.Anonymous.GetStringAsync(
            new Uri("/openapi/v1.json", UriKind.Relative), TestContext.Current.CancellationToken));
        var schemas = document.RootElement.GetProperty("components").GetProperty("schemas");
        schemas.GetProperty(schema).GetProperty("properties").GetProperty(member).GetProperty("maxLength").GetInt32().ShouldBe(lengthMax);
        schemas.GetProperty("CustomerInput").GetProperty("properties").GetProperty("status").GetProperty("enum").EnumerateArray()
            .Select(static word => word.GetString()).ShouldBe(["active", "inactive", null]);
        schemas.GetProperty(schema).GetProperty("required").EnumerateArray().Select(static name => name.GetString())
            .Contains("name", StringComparer.Ordinal).ShouldBeTrue();
        schemas.GetProperty(schema).GetProperty("properties").GetProperty("name").GetProperty("type").GetString().ShouldBe("string");
    }

    [Theory]
    [InlineData(
        """{"paths":{"/a":{"post":{"summary":"A","requestBody":{"content":{"text/csv":{}}},"responses":{"200":{"description":"OK"}}}}}}""",
        "post /a has a body without an example")]
    [InlineData("""{"paths":{"/a":{"get":{"responses":{"200":{"description":"OK"}}}}}}""", "get /a has no summary")]
    [InlineData(
        """{"paths":{"/a":{"get":{"summary":"A","responses":{"404":{"description":"None"}}}}}}""", "get /a has no success response")]
    [InlineData("""{"paths":{"/a":{"get":{"summary":"A","responses":{"200":{}}}}}}""", "get /a: response 200 has no description")]
    [InlineData(
        """{"paths":{"/a":{"get":{"summary":"A","description":"Needs the permission a","security":[{"bearer":[]}],"responses":{"200":{"description":"OK"},"401":{"description":"No"}}}}}}""",
        "get /a is secured, but tells nothing of 403"
    )]
    [InlineData(
        """{"paths":{"/a/{id}":{"get":{"summary":"A","responses":{"200":{"description":"OK"}}}}}}""", "get /a/{id} does not describe {id}")]
    public void A_planted_fault_is_found(string json, string fault)
    {
        using var document = JsonDocument.Parse(json);
        Faults(document.RootElement).ShouldBe([fault]);
    }

    private static IEnumerable<string> Faults(JsonElement document) =>
        from path in document.GetProperty("paths").EnumerateObject()
        from operation in path.Value.EnumerateObject()
        where Methods.Contains(operation.Name, StringComparer.Ordinal)
        from fault in Faults(path.Name, operation.Value)
        select $"{operation.Name} {path.Name}{fault}";

    private static IEnumerable<string> Faults(string path, JsonElement operation)
    {
        if (!operation.TryGetProperty("summary", out var summary) || string.IsNullOrWhiteSpace(summary.GetString()))
        {
            yield return " has no summary";
        }

        if (operation.TryGetProperty("requestBody", out var request)
            && !request.GetProperty("content").EnumerateObject().All(body => body.Value.TryGetProperty("example", out _)))
        {
            yield return " has a body without an example";
        }

        var responses = operation
            .GetProperty("responses")
            .EnumerateObject()
            .ToDictionary(response => response.Name, response => response.Value, StringComparer.Ordinal);
        if (!responses.Keys.Any(status => status[0] is '1' or '2' or '3'))
        {
            yield return " has no success response";
        }

        foreach (var (status, _) in responses.Where(response => !response.Value.TryGetProperty("description", out _)))
        {
            yield return $": response {status} has no description";
        }

        foreach (var status in Refusals(operation).Where(status => !responses.ContainsKey(status)))
        {
            yield return $" is secured, but tells nothing of {status}";
        }

        foreach (var name in path.Split('/').Where(part => part.StartsWith('{') && !Describes(operation, part.Trim('{', '}'))))
        {
            yield return $" does not describe {name}";
        }
    }

    private static JsonElement Resolve(JsonElement document, JsonElement schema) => schema.TryGetProperty("$ref", out var reference)
        ? document.GetProperty("components").GetProperty("schemas").GetProperty(reference.GetString()!.Split('/')[^1])
        : schema;

    /// <summary>Who needs no permission but only a token can't get a 403.</summary>
    private static IEnumerable<string> Refusals(JsonElement operation)
    {
        if (IsSecured(operation))
        {
            yield return "401";
            if (
                operation.TryGetProperty("description", out var words)
                && words.GetString()!.Contains("permission", StringComparison.Ordinal))
            {
                yield return "403";
            }
        }
    }

    private static bool IsSecured(JsonElement operation) => operation.TryGetProperty("security", out var schemes)
        && schemes.EnumerateArray().Any(static scheme => scheme.EnumerateObject().Any());

    private static IEnumerable<string> Open(JsonElement document) =>
        from path in document.GetProperty("paths").EnumerateObject()
        where path.Value.EnumerateObject().Any(operation => !IsSecured(operation.Value))
        select path.Name;

    /// <summary>Paths that are served but not documented; the pages of the documentation itself need no entry.</summary>
    private static IEnumerable<string> Undocumented(TestApp app, JsonElement document) =>
        from endpoint in app.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
        let path = "/" + Constraint().Replace(endpoint.RoutePattern.RawText!.Trim('/'), "")
        where path is not "/" && !path.StartsWith("/openapi", StringComparison.Ordinal)
            && !path.StartsWith("/asyncapi", StringComparison.Ordinal) && !path.StartsWith("/docs", StringComparison.Ordinal)
        // No client asks for these.
        where !path.StartsWith($"{DialectRoute.Root}/", StringComparison.Ordinal) && path is not "/portal/{name}"

        // The same products once more.
        where !path.StartsWith("/api/inventory", StringComparison.Ordinal)
        where !document.GetProperty("paths").TryGetProperty(path, out _)
        select path;

    [GeneratedRegex("(?<=\\{[^}]*):[^}]*", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Constraint();

    private static bool Describes(JsonElement operation, string name) =>
        operation.TryGetProperty("parameters", out var parameters)
        && parameters
            .EnumerateArray()
            .Any(parameter => string.Equals(parameter.GetProperty("name").GetString(), name, StringComparison.Ordinal));
}
