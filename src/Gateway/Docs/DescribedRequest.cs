using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.Runtime.Http;
using Microsoft.OpenApi;

namespace Lockstep.Gateway.Docs;

/// <summary>
/// What the metadata of an endpoint tells of its requests, written into the OpenAPI document: parameters, headers and bodies.
/// </summary>
internal static class DescribedRequest
{
    private const string FormType = "application/x-www-form-urlencoded";

    public static void AddTo(OpenApiOperation operation, IList<object> metadata)
    {
        // A family of parameters (custom.colour, custom.size) has no name of its own, and one that a function takes is there already.
        foreach (var parameter in metadata.OfType<QueryParameter>().Where(static one => one.Start is null))
        {
            if (operation.Parameters?.FirstOrDefault(one => one.In is ParameterLocation.Query
                && string.Equals(one.Name, parameter.Name, StringComparison.Ordinal)) is { } taken)
            {
                operation.Parameters.Remove(taken);
            }

            Add(operation, ParameterLocation.Query, parameter.Name, parameter.Description, SchemaOf(parameter), parameter.Example);
        }

        AddHeaders(operation);
        foreach (var body in metadata.OfType<BodyExample>())
        {
            AddBody(operation, body);
        }
    }

    /// <summary>Which headers an endpoint looks at shows in what it may answer to them.</summary>
    private static void AddHeaders(OpenApiOperation operation)
    {
        if (operation.Responses?.ContainsKey("412") is true)
        {
            Add(
                operation, ParameterLocation.Header, "If-Match",
                "The ETag of the version that the request is meant for; any version without it");
        }

        if (operation.Responses?.ContainsKey("422") is true)
        {
            Add(
                operation, ParameterLocation.Header, "Idempotency-Key",
                "A text of the caller's; a repeat under the same one changes nothing and hears the first answer");
        }
    }

    private static void Add(
        OpenApiOperation operation, ParameterLocation location, string name, string description, OpenApiSchema? schema = null,
        string? example = null)
    {
        operation.Parameters ??= [];
        operation.Parameters.Add(new OpenApiParameter
        {
            Name = name,
            In = location,
            Description = description,
            Required = example is not null,
            Example = example,
            Schema = schema ?? new OpenApiSchema { Type = JsonSchemaType.String },
        });
    }

    private static OpenApiSchema SchemaOf(QueryParameter parameter) => new()
    {
        Type = parameter.Format is QueryParameter.Whole ? JsonSchemaType.Integer : JsonSchemaType.String,
        Format = parameter.Format,
        Enum = parameter.Words is null ? null : [.. parameter.Words.Select(static word => (JsonNode)word)],
    };

    private static void AddBody(OpenApiOperation operation, BodyExample body)
    {
        var request = operation.RequestBody as OpenApiRequestBody ?? new OpenApiRequestBody { Required = true };
        operation.RequestBody = request;
        request.Content ??= new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal);
        var example = Read(body);
        if (!request.Content.TryGetValue(body.MediaType, out var content))
        {
            request.Content[body.MediaType] = content = new OpenApiMediaType { Schema = SchemaOf(example) };
        }

        content.Example = example;
    }

    private static JsonNode Read(BodyExample body) =>
        body.MediaType switch
        {
            "application/json" => JsonNode.Parse(body.Example)!,
            FormType => new JsonObject(
                body.Example.Split('&')
                    .Select(field => field.Split('=', 2))
                    .Select(field => KeyValuePair.Create(field[0], (JsonNode?)field[1]))),
            _ => body.Example,
        };

    /// <summary>Of a body that no handler's parameter describes: the fields of its example, or plain text.</summary>
    private static OpenApiSchema SchemaOf(JsonNode example) => example is not JsonObject form
        ? new OpenApiSchema { Type = TypeOf(example) }
        : new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Properties = form.ToDictionary(
                static field => field.Key, static IOpenApiSchema (field) => new OpenApiSchema { Type = TypeOf(field.Value) },
                StringComparer.Ordinal),
        };

    private static JsonSchemaType TypeOf(JsonNode? value) => value?.GetValueKind() switch
    {
        JsonValueKind.Number => JsonSchemaType.Integer,
        JsonValueKind.True or JsonValueKind.False => JsonSchemaType.Boolean,
        _ => JsonSchemaType.String,
    };
}
