using System.Security.Cryptography;
using System.Text;
using Lockstep.Contracts;
using Lockstep.Contracts.Access;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Modules;
using Lockstep.Runtime.Security;
using Lockstep.Runtime.UseCases;
using Lockstep.Runtime.Values;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Lockstep.Imports;

/// <summary>POST /customers/import, and the same of other resources</summary>
internal static class StartImport
{
    public const int NameMax = 100;
    private const int MapMax = 8_000;
    private const int KeyMax = 255;

    public static readonly QueryParameter[] Parameters =
    [
        new("source", "What external ids belong to; import by default"),
        new("map", "Which header is which field, like CustomerID=externalId,First+Last=name,\"Name, full\"=name,#3=city"),
        new("run", "A name under which an interrupted import is continued"),
        .. ImportManifest.FileParameters.Select(static parameter => new QueryParameter(parameter.Name, parameter.Description)),
    ];

    public static void Map<TTarget>(IEndpointRouteBuilder routes, string permission)
        where TTarget : class, IImportTarget => routes.MapPost("/import", HandleAsync<TTarget>)
        .Needs(permission)
        .WithMetadata(new AnySize())
        .WithoutTimeLimit()
        .Describe(
            $"{TTarget.Kind.About.Summary} from CSV (text/csv), NDJSON (application/x-ndjson), a JSON array or an Excel workbook "
            + "of any size; see docs/import.md",
            Body.Of("text/csv", TTarget.Kind.About.Csv), Body.Of("application/x-ndjson", TTarget.Kind.About.Ndjson),
            Response.Of<ImportView>(200), Response.Error(400, 409, 413, 415, 422), [.. Parameters, .. TTarget.Kind.Parameters]);

    private static async Task<IResult> HandleAsync<TTarget>(HttpContext context, IHostApplicationLifetime lifetime) where TTarget : class,
    IImportTarget =>
        (await RunAsync<TTarget>(context.Request, Work.Of(context), context.RequestServices, lifetime)).ToHttp();

    private static async Task<Answer> RunAsync<TTarget>(
        HttpRequest request, Work work, IServiceProvider services, IHostApplicationLifetime lifetime)
        where TTarget : class, IImportTarget
    {
        var target = services.GetRequiredService<TTarget>();
        var (body, refusal) = await UploadBody.FindAsync(request, work.Ct);
        (var order, refusal) = body is null ? (null, refusal) : Read(request, body, work, target, TTarget.Kind.Parameters);
        if (order is null)
        {
            return refusal!;
        }

        // First, because it is in another database: an import that nobody knows of is worse than an entry about one that never began.
        var trail = services.GetRequiredService<IAuditTrail>();
        await trail.RecordAsync(new AuditEntry(order.Actor, "import:started", TTarget.Kind.Resource), work.Ct);

        // An upload may take hours: it must not hold up the end of the process, and goes on where it was.
        using var end = CancellationTokenSource.CreateLinkedTokenSource(work.Ct, lifetime.ApplicationStopping);
        try
        {
            return await services.GetRequiredService<Importer<TTarget>>().RunAsync(order, body!.Bytes, end.Token);
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            return new Refusal(
                RefusalCode.Unavailable, "Lockstep is stopping; the rows so far are in, and the same run goes on after them.",
                RetryAfter: TimeSpan.FromSeconds(1));
        }
    }

    /// <summary>What is asked of an import.</summary>
    public static (ImportOrder? Order, Refusal? Refusal) Read(
        HttpRequest request, UploadBody body, Work work, IImportTarget target, IReadOnlyList<QueryParameter> own, bool isTrial = false)
    {
        var errors = new Errors();
        var query = request.Query;
        var parameters = Parameters.Concat(own).Select(parameter => parameter.Name).ToList();
        foreach (var name in query.Keys.Where(name => !parameters.Contains(name, StringComparer.Ordinal)))
        {
            errors.Add(name, $"Is not a parameter of imports; {Nearest.Hint(name, parameters)}");
        }

        TextRules.Check(errors, "source", query["source"], NameMax);
        TextRules.Check(errors, "run", query["run"], NameMax);
        TextRules.Check(errors, "map", query["map"], MapMax, breaks: true);
        TextRules.Check(errors, "Idempotency-Key", request.Headers["Idempotency-Key"], KeyMax);
        var order = new ImportOrder
        {
            Source = query["source"] is [{ Length: > 0 } source] ? source : "import",
            Run = query["run"] is [{ Length: > 0 } run] ? run : null,
            RequestKey = RequestKey(request, work),
            Work = work,
            IsTrial = isTrial,
            Names = FieldNames.Parse(target.Fields, query["map"].ToString(), errors),
            Settings = own.Where(parameter => query[parameter.Name] is [{ Length: > 0 }])
                .ToDictionary(parameter => parameter.Name, parameter => query[parameter.Name].ToString(), StringComparer.Ordinal),
            Form = body.Form,
            StartsOver = Given(query, "start", static text => text is "over", "Must be over, or left out.", errors),
            Charset = Given(query, "charset", Encodings.Find, "Is no charset that is known here; write it like utf-8 or windows-1251.",
                errors) ?? body.Charset,
            Separator = Given(query, "separator", static text => CsvSeparators.Parse(text),
                "Must be one sign, or comma, semicolon, tab or pipe.", errors),
            Decimal = Given(query, "decimal", Decimal, "Must be a comma or a point: what stands before the decimals of numbers.", errors),
        };
        return (errors.ToRefusal() ?? target.Refuse(order)) is { } refusal ? (null, refusal) : (order, null);
    }

    /// <summary>The value of a parameter; nothing when it was not given, or when the errors say what is wrong with it.</summary>
    private static T? Given<T>(IQueryCollection query, string name, Func<string, T?> read, string fault, Errors errors)
    {
        if (query[name] is not [{ Length: > 0 } text])
        {
            return default;
        }

        var value = read(text);
        if (value is null or false)
        {
            errors.Add(name, fault);
        }

        return value;
    }

    private static char? Decimal(string text) => text switch
    {
        "," or "comma" => ',',
        "." or "point" => '.',
        _ => null,
    };

    private static byte[]? RequestKey(HttpRequest request, Work work) => request.Headers["Idempotency-Key"] is [{ Length: > 0 } key]
        ? SHA256.HashData(Encoding.UTF8.GetBytes($"{work.Actor}\n{key}"))
        : null;

    /// <summary>Imports have no largest body: they are read as fast as they are written.</summary>
    public sealed class AnySize : IRequestSizeLimitMetadata
    {
        public long? MaxRequestBodySize => null;
    }
}
