using System.Text.Json.Serialization.Metadata;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
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
        options.CreateSchemaReferenceId = NameOf;
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "Lockstep",
                Version = "v1",
                Description = "Customers, products, stock, packages and orders, the flows that keep other systems in step with them, and who may do what.",
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
        options.AddSchemaTransformer(RecordSchemas.AddAsync);
        options.AddOperationTransformer((operation, context, _) =>
        {
            var metadata = context.Description.ActionDescriptor.EndpointMetadata;
            DescribedRequest.AddTo(operation, metadata);
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

    /// <summary>A use case names what it takes Request, and so does the next; in the document each has a name of its own.</summary>
    private static string? NameOf(JsonTypeInfo type) => type.Type is { Name: "Request", DeclaringType: { } useCase }
        ? useCase.Name + type.Type.Name
        : OpenApiOptions.CreateDefaultSchemaReferenceId(type);

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
        operation.Responses["401"] = Refusal("No token, or not a good one", document);
        if (required is not null)
        {
            operation.Description = required.Own is null
                ? $"Needs the permission `{required.Permission}`."
                : $"Needs the permission `{required.Permission}`, or `{required.Own}` for what is the caller's own.";
            operation.Responses["403"] = Refusal("The permission is missing", document);
        }
    }

    private static OpenApiResponse Refusal(string description, OpenApiDocument? document) => new()
    {
        Description = description,
        Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
        {
            [Problem.MediaType] = new() { Schema = new OpenApiSchemaReference(nameof(ProblemBody), document) },
        },
    };
}
