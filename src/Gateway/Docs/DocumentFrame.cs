using System.Text;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Modules;
using Microsoft.OpenApi;

namespace Lockstep.Gateway.Docs;

/// <summary>
/// What stands around the operations of a document: what it is about, where it is served, who may, how operations are called.
/// </summary>
internal static class DocumentFrame
{
    private const string BearerScheme = "bearer";
    private const string KeyScheme = "apiKey";
    private const string BasicScheme = "basic";

    /// <summary>In the order in which a reader meets them.</summary>
    private static readonly (string Name, string Description)[] Tags =
    [
        ("Sign-in", "Tokens, sessions, passwords and second factors."),
        ("Users", "People who sign in, and their roles."),
        ("API clients", "Programs that call the API, and their keys."),
        ("Keys", "The keys that tokens are signed with."),
        ("Secrets", "What connectors and webhooks need to know, sealed at rest."),
        ("Audit", "Who did what, in a chain that shows any tampering."),
        ("Settings", "What this process was started with."),
        ("Customers", "People and companies."),
        ("Products", "The catalogue, and the ledger of its stock. All paths are served under /api/inventory too."),
        ("Packages", "What is packed and sent to customers."),
        ("Orders", "Sales and returns, from NEW to COMPLETED, and how an ERP takes them over."),
        ("Tickets", "What customers ask, who looks after it, what was said, and by when it must be done."),
        ("Events", "What happens to records, as it happens."),
        ("Search", "Records of all kinds at once, and many reads in one request."),
        ("Sync", "Flows, deliveries and dead letters."),
        ("Systems", "The systems that flows read and write, and whether they can be reached."),
        ("Webhooks", "Events that are sent to a URL, and what became of them."),
        ("Reports", "Figures about all of it, asked for or sent on a schedule."),
        ("Health", "For load balancers and monitoring."),
        ("Dialect", "What clients of a system that was here before call, in its own shapes."),
    ];

    public static void AddTo(OpenApiDocument document, string? dialect)
    {
        document.Info = new OpenApiInfo
        {
            Title = dialect is null ? "Lockstep" : $"Lockstep, dialect {dialect}",
            Version = "v1",
            Description = dialect is null
                ? "Customers, products, stock, packages and orders, the flows that "
                    + "keep other systems in step with them, and who may do what."
                : $"What clients of the dialect {dialect} ask for, at a port of theirs or by the API client that they sign in as.",
            License = new OpenApiLicense { Name = "MIT", Identifier = "MIT" },
            Contact = new OpenApiContact { Name = "The Lockstep authors" },
        };
        document.Servers = [new OpenApiServer { Url = document.Servers is [{ Url: { } asked }, ..] ? asked.TrimEnd('/') : "/" }];

        if (dialect is not null)
        {
            Shorten(document, DialectRoute.InnerPath(dialect, ""));
        }

        var used = document.Paths.Values.SelectMany(static path => path.Operations?.Values.AsEnumerable() ?? [])
            .SelectMany(static operation => operation.Tags ?? new HashSet<OpenApiTagReference>())
            .Select(static tag => tag.Reference.Id ?? tag.Name!).ToHashSet(StringComparer.Ordinal);
        document.Tags = Tags.Where(tag => used.Contains(tag.Name))
            .Select(static tag => new OpenApiTag { Name = tag.Name, Description = tag.Description }).ToHashSet();
        AddSchemes(document);
    }

    /// <summary>A name that a generated client calls an operation by: <c>getCustomersByIdHistory</c>.</summary>
    public static string IdOf(string method, string path)
    {
        var name = new StringBuilder(method.ToLowerInvariant());
        foreach (var part in path.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(static part => part is not "api"))
        {
            name.Append(part.StartsWith('{') ? "By" : "");
            foreach (var word in part.Trim('{', '}').Split(':')[0].Split(['.', '-', '_'], StringSplitOptions.RemoveEmptyEntries))
            {
                name.Append(char.ToUpperInvariant(word[0])).Append(word, 1, word.Length - 1);
            }
        }

        return name.ToString();
    }

    public static void AddSecurity(OpenApiOperation operation, IList<object> metadata, OpenApiDocument? document)
    {
        var required = metadata.OfType<RequiredPermission>().LastOrDefault();
        if (required is null && !metadata.OfType<SignedIn>().Any())
        {
            // Said, so that nobody takes it for forgotten.
            operation.Security = [new OpenApiSecurityRequirement()];
            return;
        }

        operation.Security =
        [
            new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(BearerScheme, document)] = [] },
            new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(KeyScheme, document)] = [] },
            new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(BasicScheme, document)] = [] },
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

    /// <summary>What is answered that is not JSON.</summary>
    public static void DescribeFiles(OpenApiOperation operation)
    {
        foreach (var response in operation.Responses?.Values.OfType<OpenApiResponse>() ?? [])
        {
            if (response.Content?.ContainsKey("text/csv") is true)
            {
                response.Description =
                    "A file: UTF-8, a line of names, then a line for each record, with commas and the quotes of RFC 4180.";
                response.Headers = new Dictionary<string, IOpenApiHeader>(StringComparer.Ordinal)
                {
                    ["Content-Disposition"] = new OpenApiHeader
                    {
                        Description = "The name to save it under.", Schema = new OpenApiSchema { Type = JsonSchemaType.String },
                    },
                };
            }
            else if (response.Content?.ContainsKey("text/event-stream") is true)
            {
                response.Description =
                    "Server-sent events without end, each a CloudEvents 1.0 event in JSON; /asyncapi/v1.json describes them.";
            }
            else if (response.Content?.ContainsKey("text/plain") is true)
            {
                response.Description = "Lines of text, in the format of Prometheus.";
            }
        }
    }

    private static void AddSchemes(OpenApiDocument document)
    {
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal)
        {
            [BearerScheme] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                BearerFormat = "JWT",
                Description = "The access_token that POST /api/auth/login answers.",
            },
            [KeyScheme] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.ApiKey,
                In = ParameterLocation.Header,
                Name = "X-Api-Key",
                Description = "A key of an API client (POST /api/clients).",
            },
            [BasicScheme] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "basic",
                Description = "The id of an API client and a key of it, as http://id:key@host/ sends them.",
            },
        };
    }

    /// <summary>Dialects are served behind a prefix that is between the modules and the gateway.</summary>
    private static void Shorten(OpenApiDocument document, string prefix)
    {
        var paths = new OpenApiPaths();
        foreach (var (path, item) in document.Paths)
        {
            paths[path[prefix.Length..]] = item;
        }

        document.Paths = paths;
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
