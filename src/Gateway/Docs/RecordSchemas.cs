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
        var shapes = context.ApplicationServices.GetServices<IRecordShape>();
        var shape = shapes.FirstOrDefault(shape => shape.Input == context.JsonTypeInfo.Type);
        foreach (var (name, limits) in shape?.Limits ?? [])
        {
            Add(schema, name.Split('.'), limits);
        }

        return Task.CompletedTask;
    }

    private static void Add(OpenApiSchema schema, string[] path, FieldLimits limits)
    {
        if (schema.Properties?.TryGetValue(path[0], out var property) is not true || property is not OpenApiSchema member)
        {
            return;
        }

        if (path.Length > 1)
        {
            Add(member, path[1..], limits);
            return;
        }

        member.MaxLength = limits.LengthMax;
        member.Enum = limits.Words is null ? member.Enum : [.. limits.Words.Select(static word => (JsonNode)word)];
        if (limits.IsRequired)
        {
            schema.Required ??= new HashSet<string>(StringComparer.Ordinal);
            schema.Required.Add(path[0]);
        }
    }
}
