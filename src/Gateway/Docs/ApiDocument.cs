using Lockstep.Runtime.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace Lockstep.Gateway.Docs;

/// <summary>The OpenAPI 3.1 document at <c>/openapi/v1.json</c> and Swagger UI at <c>/docs</c>, both without the internet.</summary>
internal static class ApiDocument
{
    private const string BearerScheme = "bearer";
    private const string KeyScheme = "apiKey";

    public static IServiceCollection AddApiDocument(this IServiceCollection services) => services.AddOpenApi("v1", options =>
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "Lockstep",
                Version = "v1",
                Description = "Customers, products, stock and packages, the flows that keep other systems in step with them, and who may do what.",
            };
            document.Servers = [];
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal);
            document.Components.SecuritySchemes[BearerScheme] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = BearerScheme,
                BearerFormat = "JWT",
                Description = "The access_token that POST /api/auth/login answers.",
            };
            document.Components.SecuritySchemes[KeyScheme] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.ApiKey,
                In = ParameterLocation.Header,
                Name = "X-Api-Key",
                Description = "A key of an API client (POST /api/clients). HTTP Basic with the client id and the key does as well.",
            };
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            var metadata = context.Description.ActionDescriptor.EndpointMetadata;
            AddParameters(operation, metadata);
            AddSecurity(operation, metadata, context.Document);
            return Task.CompletedTask;
        });
    });

    public static void MapApiDocument(this WebApplication app)
    {
        app.MapOpenApi("/openapi/{documentName}.json").ForAll();
        app.UseSwaggerUI(options =>
        {
            options.RoutePrefix = "docs";
            options.DocumentTitle = "Lockstep API";
            options.SwaggerEndpoint("/openapi/v1.json", "Lockstep v1");
        });
    }

    private static void AddParameters(OpenApiOperation operation, IList<object> metadata)
    {
        foreach (var parameter in metadata.OfType<QueryParameter>())
        {
            operation.Parameters ??= [];
            operation.Parameters.Add(new OpenApiParameter
            {
                Name = parameter.Name,
                In = ParameterLocation.Query,
                Description = parameter.Description,
                Schema = new OpenApiSchema { Type = JsonSchemaType.String },
            });
        }
    }

    private static void AddSecurity(OpenApiOperation operation, IList<object> metadata, OpenApiDocument? document)
    {
        var required = metadata.OfType<RequiredPermission>().LastOrDefault();
        if (required is null && !metadata.OfType<SignedIn>().Any())
        {
            return;
        }

        operation.Security =
        [
            new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(BearerScheme, document)] = [] },
            new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(KeyScheme, document)] = [] },
        ];
        operation.Responses ??= [];
        operation.Responses["401"] = new OpenApiResponse { Description = "No token, or not a good one" };
        if (required is not null)
        {
            operation.Description = required.Own is null
                ? $"Needs the permission `{required.Permission}`."
                : $"Needs the permission `{required.Permission}`, or `{required.Own}` for what is the caller's own.";
            operation.Responses["403"] = new OpenApiResponse { Description = "The permission is missing" };
        }
    }
}
