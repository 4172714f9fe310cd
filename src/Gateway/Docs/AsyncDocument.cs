using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.Contracts.Events;
using Lockstep.Gateway.Events;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Streams;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Gateway.Docs;

/// <summary>The AsyncAPI 3 document of the event stream, made from the events that the code declares.</summary>
internal static class AsyncDocument
{
    public const string Path = "/asyncapi/v1.json";
    private const string Channel = "events";
    private const string CloudEventsJson = "application/cloudevents+json";
    private static readonly Lazy<byte[]> Document = new(static () => JsonSerializer.SerializeToUtf8Bytes(Render()));

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet(Path, static (HttpContext context) => Answer.Ok(Document.Value).SendAsync(context))
            .ForAll()
            .ExcludeFromDescription();

    /// <summary>The whole document.</summary>
    public static JsonObject Render() => new()
    {
        ["asyncapi"] = "3.0.0",
        ["info"] = Info(),
        ["defaultContentType"] = CloudEventsJson,
        ["servers"] = new JsonObject { ["lockstep"] = Server() },
        ["channels"] = new JsonObject { [Channel] = Events() },
        ["operations"] = new JsonObject { ["streamEvents"] = Operation() },
        ["components"] = new JsonObject
        {
            ["messages"] = new JsonObject(Messages().Select(static one => KeyValuePair.Create(one.Id, (JsonNode?)one.Message))),
            ["schemas"] = EventSchemas.Records(),
            ["securitySchemes"] = SecuritySchemes(),
        },
    };

    private static JsonObject Info() => new()
    {
        ["title"] = "Lockstep events",
        ["version"] = "v1",
        ["description"] = "What happens to records, as it happens: server-sent events, each with an id to go on behind.",
        ["license"] = new JsonObject { ["name"] = "MIT" },
    };

    private static JsonObject Server() => new()
    {
        ["host"] = "{host}",
        ["protocol"] = "https",
        ["variables"] = new JsonObject
        {
            ["host"] = new JsonObject { ["default"] = "localhost:8443", ["description"] = "Name and port of the server." },
        },
        ["security"] = new JsonArray([.. SecuritySchemes().Select(static one => Reference("securitySchemes", one.Key))]),
    };

    private static JsonObject SecuritySchemes() => new()
    {
        ["bearer"] = new JsonObject { ["type"] = "http", ["scheme"] = "bearer", ["bearerFormat"] = "JWT" },
        ["apiKey"] = new JsonObject { ["type"] = "httpApiKey", ["in"] = "header", ["name"] = "X-Api-Key" },
        ["basic"] = new JsonObject { ["type"] = "http", ["scheme"] = "basic" },
    };

    private static JsonObject Events() => new()
    {
        ["address"] = FollowEvents.Path,
        ["description"] =
            "An answer of the type text/event-stream that does not end. Needs the permission to read the records in question.",
        ["messages"] = new JsonObject(
            Messages().Select(static one => KeyValuePair.Create(one.Id, (JsonNode?)Reference("messages", one.Id)))),
    };

    private static JsonObject Operation() => new()
    {
        ["action"] = "send",
        ["summary"] = "Follow the events of all records that the caller may see.",
        ["channel"] = new JsonObject { ["$ref"] = $"#/channels/{Channel}" },
        ["messages"] = new JsonArray(
            [.. Messages().Select(static one => new JsonObject { ["$ref"] = $"#/channels/{Channel}/messages/{one.Id}" })]),
        ["bindings"] = new JsonObject
        {
            ["http"] = new JsonObject
            {
                ["method"] = "GET",
                ["query"] = new JsonObject
                {
                    ["type"] = "object",
                    ["properties"] = new JsonObject(
                        StreamRequest.Parameters.Cast<QueryParameter>().Select(static one => KeyValuePair.Create(one.Name, Schema(one)))),
                },
                ["bindingVersion"] = "0.3.0",
            },
        },
    };

    private static JsonNode? Schema(QueryParameter parameter) => new JsonObject
    {
        ["type"] = parameter.Format is QueryParameter.Whole ? "integer" : "string", ["description"] = parameter.Description,
    };

    private static IEnumerable<(string Id, JsonObject Message)> Messages() =>
    [
        .. EventTypes.All.Select(static type => (IdOf(type), new JsonObject
        {
            ["name"] = type.Name,
            ["title"] = $"{type.Kind} {type.Name.Split('.')[2]}",
            ["contentType"] = CloudEventsJson,
            ["payload"] = EventSchemas.Of(type),
        })),
        Own("gap", "Events behind the last id are no longer kept; the stream ends."),
        Own("end", "The stream ends, and why: connect again with the last id."),
    ];

    /// <summary>An event of the stream itself.</summary>
    private static (string Id, JsonObject Message) Own(string name, string summary) => (name, new JsonObject
    {
        ["name"] = name,
        ["title"] = name,
        ["summary"] = summary,
        ["contentType"] = "application/json",
        ["payload"] = EventSchemas.Object(("reason", EventSchemas.Text()), ("detail", EventSchemas.Text())),
    });

    /// <summary>For example <c>customer-created-v1</c>.</summary>
    private static string IdOf(EventType type) => string.Join('-', type.Name.Split('.').Skip(1));

    private static JsonObject Reference(string kind, string name) => new() { ["$ref"] = $"#/components/{kind}/{name}" };
}
