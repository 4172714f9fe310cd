using System.Globalization;
using System.Text.Json;
using Lockstep.Contracts.Access;
using Lockstep.Contracts.Customers;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Lockstep.Gateway.Aggregation;

/// <summary>
/// GET /customers/{id}/export: all that is kept about a customer, in one document; whole, or no answer at all. 1. Whoever may not see all
/// of it is told so before anything is read. 2. Each section is read page by page from every part that has something for it. 3. A page that
/// does not come ends the export: as a refusal while nothing has gone out, else by breaking off.
/// </summary>
internal sealed partial class CustomerExport(
    IEnumerable<IExportPart> parts, SourceReads sources, IAuditTrail trail, IOptions<AggregationOptions> options, TimeProvider clock,
    ILogger<CustomerExport> logger)
{
    private static readonly TimeSpan TryAgain = TimeSpan.FromSeconds(5);
    private readonly IReadOnlyList<IExportPart> _parts = [.. parts];
    private readonly ExportPlaces _places = new(options.Value.ExportsMax);

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet(
            "/customers/{id:long}/export",
            (long id, HttpContext context, Work work, [FromServices] CustomerExport export) => export.SendAsync(id, context, work))
        .NeedsOrOwn(Permissions.CustomersRead, Permissions.CustomersReadOwn)
        .WithoutTimeLimit()
        .WithTags("Customers")
        .Describe(
            "All that is kept about a customer, in one document to be saved: for requests of the persons themselves",
            Response.Of<JsonElement>(200), Response.Error(404, 503));

    private async Task SendAsync(long id, HttpContext context, Work work)
    {
        if (await RunAsync(id, context, work) is { } refusal)
        {
            await ((Answer)refusal).SendAsync(context);
        }
    }

    private async Task<Refusal?> RunAsync(long id, HttpContext context, Work work)
    {
        if (!work.Reaches(id))
        {
            return Refusal.NotFound(ExportQuestion.Customer, id);
        }

        // 1. Told before a place is taken and anything is read.
        var withheld = _parts.Where(part => work.Only is not null && part.OwnPermission is null).ToList();
        var shown = _parts.Except(withheld).ToList();
        if (shown.Where(part => !MaySee(work, part)).Select(part => work.Only is null ? part.Permission : part.OwnPermission!)
            .Distinct(StringComparer.Ordinal).ToList() is { Count: > 0 } lacking)
        {
            return new Refusal(RefusalCode.Forbidden, $"An export is whole: it also needs {string.Join(", ", lacking)}.");
        }

        using var place = _places.TryTake(work);
        return place is null
            ? new Refusal(
                RefusalCode.Unavailable, "As many exports as may be are under way, or one of yours; try again.", RetryAfter: TryAgain)
            : await WriteAsync(id, context, work, shown, withheld);
    }

    private async Task<Refusal?> WriteAsync(
        long id, HttpContext context, Work work, IReadOnlyList<IExportPart> shown, IReadOnlyList<IExportPart> withheld)
    {
        // Whoever reads slowly keeps a place, and a page of theirs in memory, no longer than that.
        await using var end = work.Only is null ? null : clock.CreateTimer(
            _ => BreakOff(id, "time (Aggregation:OwnExportTimeout)", context), null, options.Value.OwnExportTimeout,
            Timeout.InfiniteTimeSpan);
        try
        {
            using var document = new ExportDocument(context, string.Create(CultureInfo.InvariantCulture, $"customer-{id}.json"));
            return await WriteAsync(document, id, work, shown, withheld);
        }
        catch (ExportBrokenException broken) when (!context.Response.HasStarted)
        {
            // 3. Nothing has gone out, so that it can still be refused.
            return new Refusal(RefusalCode.Unavailable, broken.Message, RetryAfter: TryAgain);
        }
        catch (ExportBrokenException broken)
        {
            // 3. Too late for a refusal, and half a document must not look like a whole one.
            BreakOff(id, broken.Section, context);
            return null;
        }
    }

    private void BreakOff(long id, string where, HttpContext context)
    {
        BrokeOff(logger, id, where);
        context.Abort();
    }

    private async Task<Refusal?> WriteAsync(
        ExportDocument document, long id, Work work, IReadOnlyList<IExportPart> shown, IReadOnlyList<IExportPart> withheld)
    {
        var owner = shown.First(static part => part.Sections.Contains(ExportQuestion.Customer, StringComparer.Ordinal));
        var asked = new ExportQuestion(ExportQuestion.Customer, id, IsOwn: false, null);
        var person = await ReadAsync(owner, asked, work);
        if (person.Items is not [var customer])
        {
            return Refusal.NotFound(ExportQuestion.Customer, id);
        }

        if (person.IsMoving)
        {
            return new Refusal(RefusalCode.Unavailable, "The customer is just being merged; try again.", RetryAfter: TryAgain);
        }

        // Before the first byte goes out: nobody gets data out unseen.
        await RecordAsync(id, work);
        var json = document.Json;
        json.WriteStartObject();
        json.WriteInstant("exportedAt", clock.GetUtcNow());
        WriteWithheld(json, shown, withheld);
        json.WritePropertyName(ExportQuestion.Customer);
        json.WriteRawValue(customer, skipInputValidation: true);
        var sections = shown.SelectMany(static part => part.Sections.Select(section => (Section: section, Part: part)))
            .Where(static one => one.Section is not ExportQuestion.Customer)
            .GroupBy(static one => one.Section, static one => one.Part, StringComparer.Ordinal);
        foreach (var section in sections.OrderBy(static section => section.Count()))
        {
            await WriteAsync(document, section, asked with { Section = section.Key, Merged = person.Merged }, work);
        }

        CheckMerges(person, await ReadAsync(owner, asked, work));

        // The last member: who has it has all.
        json.WriteBoolean("complete", true);
        json.WriteEndObject();
        await document.SendAsync();
        return null;
    }

    private void WriteWithheld(Utf8JsonWriter json, IReadOnlyList<IExportPart> shown, IReadOnlyList<IExportPart> withheld)
    {
        json.WriteStartArray("withheld");
        foreach (var section in withheld.SelectMany(static part => part.Sections)
            .Except(shown.SelectMany(static part => part.Sections), StringComparer.Ordinal))
        {
            json.WriteStringValue(section);
        }

        json.WriteEndArray();
    }

    /// <summary>What was merged while it was read may have been read on neither side.</summary>
    private static void CheckMerges(ExportPage before, ExportPage after)
    {
        if (after.IsMoving || !after.Merged.SequenceEqual(before.Merged))
        {
            throw new ExportBrokenException(ExportQuestion.Customer, "It was merged meanwhile.");
        }
    }

    private async Task WriteAsync(ExportDocument document, IEnumerable<IExportPart> from, ExportQuestion question, Work work)
    {
        document.Json.WriteStartArray(question.Section);
        foreach (var part in from)
        {
            // 2. Each part to its last page, one behind the other.
            string? after = null;
            do
            {
                var page = await ReadAsync(part, question with { After = after }, work);
                foreach (var item in page.Items)
                {
                    document.Json.WriteRawValue(item, skipInputValidation: true);
                    await document.SendPartAsync();
                }

                after = page.Next;
            }
            while (after is not null);
        }

        document.Json.WriteEndArray();
    }

    private async Task<ExportPage> ReadAsync(IExportPart part, ExportQuestion question, Work work)
    {
        var asked = question with { IsOwn = !work.Caller.Can(part.Permission) };
        var answers = await sources.AskAsync(
            [part], _ => $"export:{asked.Section}", (one, ct) => one.ReadAsync(asked, ct), options.Value.ExportPageTimeout, work.Ct);
        return answers[0] is { Why: { } why } ? throw new ExportBrokenException(asked.Section, why.Detail) : answers[0].Value!;
    }

    /// <summary>As an export of a list is; those of customers, who export themselves, are counted like other repeats.</summary>
    private Task RecordAsync(long id, Work work)
    {
        var entry = new AuditEntry(work.Actor, "customer:exported", string.Create(CultureInfo.InvariantCulture, $"customers/{id}"));
        return work.Only is null ? trail.RecordAsync(entry, work.Ct) : trail.RecordRepeatedAsync(entry, work.Ct);
    }

    private static bool MaySee(Work work, IExportPart part) =>
        work.May(part.Permission) || (work.Only is not null && part.OwnPermission is { } own && work.May(own));

    [LoggerMessage(6005, LogLevel.Warning, "the export of customer {Id} broke off at its {Section}")]
    private static partial void BrokeOff(ILogger logger, long id, string section);
}
