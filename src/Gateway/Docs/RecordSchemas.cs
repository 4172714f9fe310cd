using System.Text.Json.Nodes;
using Lockstep.Runtime.Records;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace Lockstep.Gateway.Docs;

/// <summary>The limits of the fields of a record, from the table that also checks them, in the schema of what a client may say.</summary>
internal static class RecordSchemas
{
    public static Task AddAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken ct)
    {
        // A reader of ours for whole numbers hides from the framework what it reads.
        if (schema.Type is null && context.JsonTypeInfo.Type == typeof(long?) && schema.OneOf is not { Count: > 0 })
        {
            (schema.Type, schema.Format) = (JsonSchemaType.Integer | JsonSchemaType.Null, "int64");
        }

        var shapes = context.ApplicationServices.GetServices<IRecordShape>();
        var shape = shapes.FirstOrDefault(shape => shape.Input == context.JsonTypeInfo.Type);
        foreach (var (name, limits) in shape?.Limits ?? [])
        {
            Add(schema, name, limits);
        }

        return Task.CompletedTask;
    }

    /// <summary>Inner members have a schema of their own, which other bodies share; it tells no limits.</summary>
    private static void Add(OpenApiSchema schema, string name, FieldLimits limits)
    {
        if (schema.Properties?.TryGetValue(name, out var property) is not true || property is not OpenApiSchema member)
        {
            return;
        }

        member.MaxLength = limits.LengthMax;

        // Left out and null mean the same.
        member.Enum = limits.Words is null
            ? member.Enum
            : [.. limits.Words.Select(static word => (JsonNode)word), JsonNullSentinel.JsonNull];
        if (limits.IsRequired)
        {
            member.Type &= ~JsonSchemaType.Null;
            schema.Required ??= new HashSet<string>(StringComparer.Ordinal);
            schema.Required.Add(name);
        }
    }
}
