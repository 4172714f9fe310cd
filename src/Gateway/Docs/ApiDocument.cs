using System.Text.Json.Serialization.Metadata;
using Lockstep.Contracts.Access;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Modules;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerUI;

namespace Lockstep.Gateway.Docs;

/// <summary>
/// The OpenAPI 3.1 documents, that of the API at <c>/openapi/v1.json</c> and one for each dialect, and Swagger UI at <c>/docs</c>, all
/// without the internet.
/// </summary>
internal static class ApiDocument
{
    private const string Canonical = "v1";

    /// <summary>The same products under another path, which the document does not tell twice.</summary>
    private const string OtherProducts = "api/inventory";

    public static IServiceCollection AddApiDocument(this IServiceCollection services)
    {
        services.AddOpenApi(Canonical, static options => Describe(options, null));
        foreach (var dialect in DialectNames.All)
        {
            services.AddOpenApi(dialect, options => Describe(options, dialect));
        }

        return services;
    }

    public static void MapApiDocument(this WebApplication app)
    {
        app.MapOpenApi("/openapi/{documentName}.json").ForAll();

        // Where the clients of the portal's framework look.
        app.MapGet("/openapi.json", PortalAsync).ForAll().ExcludeFromDescription();
        app.MapGet("/docs/sign-in.js", static () => Results.Text(SignInForm.Script, "text/javascript")).ForAll().ExcludeFromDescription();
        app.UseSwaggerUI(static options =>
        {
            options.RoutePrefix = "docs";
            options.DocumentTitle = "Lockstep API";
            options.DocExpansion(DocExpansion.None);
            options.DefaultModelsExpandDepth(-1);
            options.InjectJavascript("sign-in.js");
            options.SwaggerEndpoint($"/openapi/{Canonical}.json", "Lockstep");
            foreach (var dialect in DialectNames.All)
            {
                options.SwaggerEndpoint($"/openapi/{dialect}.json", $"Dialect {dialect}");
            }
        });
    }

    private static void Describe(OpenApiOptions options, string? dialect)
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.CreateSchemaReferenceId = NameOf;
        options.ShouldInclude = description => IsOf(description, dialect);
        options.AddSchemaTransformer(WireSchemas.AddAsync);
        options.AddSchemaTransformer(RecordSchemas.AddAsync);
        options.AddOperationTransformer((operation, context, _) =>
        {
            var metadata = context.Description.ActionDescriptor.EndpointMetadata;
            operation.OperationId = DocumentFrame.IdOf(context.Description.HttpMethod!, PathOf(context.Description, dialect));
            DescribedRequest.AddTo(operation, metadata);
            DocumentFrame.DescribeFiles(operation);
            DocumentFrame.AddSecurity(operation, metadata, context.Document);
            return Task.CompletedTask;
        });
        options.AddDocumentTransformer((document, _, _) =>
        {
            DocumentFrame.AddTo(document, dialect);
            WireSchemas.Finish(document);
            return Task.CompletedTask;
        });
    }

    private static bool IsOf(ApiDescription description, string? dialect)
    {
        var path = description.RelativePath!;
        return dialect is null
            ? !path.StartsWith(DialectRoute.Root[1..] + "/", StringComparison.Ordinal) && !IsBelow(path, OtherProducts)
            : path.StartsWith(DialectRoute.InnerPath(dialect, "/")[1..], StringComparison.Ordinal);
    }

    private static bool IsBelow(string path, string prefix) =>
        path.StartsWith(prefix, StringComparison.Ordinal) && (path.Length == prefix.Length || path[prefix.Length] is '/');

    /// <summary>As clients ask for it.</summary>
    private static string PathOf(ApiDescription description, string? dialect) => dialect is null
        ? $"/{description.RelativePath}"
        : $"/{description.RelativePath}"[DialectRoute.InnerPath(dialect, "").Length..];

    /// <summary>A use case names what it takes Request, and so does the next; in the document each has a name of its own.</summary>
    private static string? NameOf(JsonTypeInfo type) => type.Type is { Name: "Request", DeclaringType: { } useCase }
        ? useCase.Name + type.Type.Name
        : OpenApiOptions.CreateDefaultSchemaReferenceId(type);

    private static async Task PortalAsync(HttpContext context)
    {
        var documents = context.RequestServices.GetRequiredKeyedService<IOpenApiDocumentProvider>(DialectNames.Portal);
        var document = await documents.GetOpenApiDocumentAsync(context.RequestAborted);
        using var buffer = new MemoryStream();
        await document.SerializeAsJsonAsync(buffer, OpenApiSpecVersion.OpenApi3_1, context.RequestAborted);
        await Answer.Ok(buffer.ToArray()).SendAsync(context);
    }
}
