using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Lockstep.Gateway.Docs;

/// <summary>
/// What the framework's schemas don't know of our JSON: instants are texts, numbers are numbers and never texts, and what may be null is
/// left out of answers that have nothing to say of it.
/// </summary>
internal static class WireSchemas
{
    public static Task AddAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken ct)
    {
        var type = context.JsonTypeInfo.Type;
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        if (TypeOf(plain) is { } known)
        {
            // A type of its own converter has none so far; one of a number has a text beside it, with a pattern.
            schema.Type = known | (plain == type ? default : JsonSchemaType.Null);
            schema.Pattern = null;
            schema.Format = plain == typeof(decimal) ? "decimal" : schema.Format;
        }

        return Task.CompletedTask;
    }

    /// <summary>Takes what may be null out of what must be there, and says of lists of anything that they are lists.</summary>
    public static void Finish(OpenApiDocument document)
    {
        foreach (var schema in document.Components?.Schemas?.Values.OfType<OpenApiSchema>() ?? [])
        {
            var members = schema.Properties ?? new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal);
            schema.Required = schema.Required?.Where(name => !members.TryGetValue(name, out var member) || !MayBeNull(member))
                .ToHashSet(StringComparer.Ordinal);
            // A row of cells of any kind: to the framework what may be anything is nothing.
            foreach (var row in members.Values.Select(static one => one.Items).OfType<OpenApiSchema>())
            {
                row.Items ??= row.Type?.HasFlag(JsonSchemaType.Array) is true ? new OpenApiSchema() : null;
            }

            var lists = members.Values.OfType<OpenApiSchema>().Where(static one => one.Type?.HasFlag(JsonSchemaType.Array) is true);
            foreach (var list in lists)
            {
                list.Items ??= new OpenApiSchema();
            }
        }
    }

    private static bool MayBeNull(IOpenApiSchema member) =>
        member.Type?.HasFlag(JsonSchemaType.Null) is true || member.OneOf?.Any(static one => one.Type == JsonSchemaType.Null) is true;

    private static JsonSchemaType? TypeOf(Type type) =>
        type == typeof(DateTimeOffset) ? JsonSchemaType.String
        : type == typeof(long) || type == typeof(int) || type == typeof(short) ? JsonSchemaType.Integer
        : type == typeof(decimal) || type == typeof(double) ? JsonSchemaType.Number
        : null;
}
