using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Lockstep.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Tests.Gateway.Dialects;

/// <summary>The whole system as the clients of the dialect see it.</summary>
internal static partial class ErpClient
{
    public const string Secret = "whsec_YS1zZWNyZXQtb2YtdGhlLXRlc3Rz";

    public static Task<TestApp> StartAsync(TimeProvider? clock = null) => TestApp.StartAsync(builder =>
    {
        builder.Configuration["Webhooks:Erp"] = Secret;
        if (clock is not null)
        {
            builder.Services.AddSingleton(clock);
        }
    });

    /// <summary>Two products, A-1 at 2.5 and B-2 at 10, and the customer Ada; her id.</summary>
    public static async Task<long> StockUpAsync(this TestApp app)
    {
        (await app.PostAsync("/api/products", """{"name":"Bolt","sku":"A-1","price":2.5,"currency":"EUR","stock":1000}""")).Status.ShouldBe(
            201);
        (await app.PostAsync("/api/products", """{"name":"Nut","sku":"B-2","price":10,"currency":"EUR","stock":1000}""")).Status.ShouldBe(
            201);
        var made = await app.PostAsync("/api/crm/customer", """{"name":"Ada","email":"ada@example.com","phone":"1"}""");
        made.Status.ShouldBe(200, made.Body?.ToJsonString());
        return (long)made.Body!["id"]!;
    }

    /// <summary>An order of one A-1; its id.</summary>
    public static async Task<long> OrderAsync(this TestApp app, long customer)
    {
        var made = await app.PostAsync("/api/crm/order", $$"""{"customerId":{{customer}},"items":[{"sku":"A-1","quantity":1}]}""");
        made.Status.ShouldBe(200, made.Body?.ToJsonString());
        return (long)made.Body!["id"]!;
    }

    public static Task<ApiAnswer> PutAsync(this TestApp app, string path, string json) => app.Admin.SendAsync(HttpMethod.Put, path, json);

    /// <summary>The body with every instant as <c>T</c>.</summary>
    public static string Golden(this JsonNode? body) => Instants().Replace(body!.ToJsonString(Readable), "\"T\"");

    public static string Golden(this ApiAnswer answer) => answer.Body.Golden();

    /// <summary>Problem details with what these clients read besides.</summary>
    public static void ShouldBeFault(this ApiAnswer answer, int status, string what, params string[] details)
    {
        answer.ShouldBeProblem(status, what);
        var body = answer.Body!;
        DateTimeOffset.TryParse((string?)body["timestamp"], System.Globalization.CultureInfo.InvariantCulture, out _).ShouldBeTrue(what);
        ((string?)body["error"]).ShouldBe((string?)body["title"], what);
        if (details.Length > 0)
        {
            body["details"]!.AsArray().Select(detail => (string)detail!).ShouldBe(details, what);
        }

        body["details"]!.AsArray().ShouldNotBeEmpty(what);
    }

    private static System.Text.Json.JsonSerializerOptions Readable { get; } =
        new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [GeneratedRegex("\"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z\"", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Instants();
}
