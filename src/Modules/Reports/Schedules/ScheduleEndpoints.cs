using System.Globalization;
using System.Text.Json;
using Lockstep.Contracts.Access;
using Lockstep.Reports.Asking;
using Lockstep.Reports.Schema;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace Lockstep.Reports.Schedules;

/// <summary>/reports/schedules: reports that are sent out by themselves</summary>
internal static class ScheduleEndpoints
{
    private const string Kind = "schedule";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var schedules = routes.MapGroup("/schedules");
        schedules.MapPost(
                "/",
                (ScheduleInput input, Work work, ReportsDatabase database, ScheduleRules rules, IAuditTrail trail,
                    IOptions<ScheduleOptions> options) =>
                    CreateAsync(input, work, database, rules, trail, options.Value).ToHttpAsync())
            .Needs(Permissions.ReportsWrite)
            .Describe(
                "Have a report sent by mail, or put into a folder, whenever it is due",
                Body.Json(
                    """
                    { "name": "Sales of last week", "report": "sales", "query": "by=day&range=last-week", "cron": "0 6 * * 1",
                      "zone": "Europe/Berlin", "folder": "sales" }
                    """),
                Response.Of<ScheduleView>(201), Response.Error(400, 409));
        schedules.MapGet("/", (Work work, ReportsDatabase database) => ListAsync(work, database).ToHttpAsync())
            .Needs(Permissions.ReportsRead)
            .Describe("All schedules of reports", Response.Of<ScheduleList>(200));
        schedules.MapGet("/{id:long}", (long id, Work work, ReportsDatabase database) => ReadAsync(id, work, database).ToHttpAsync())
            .Needs(Permissions.ReportsRead)
            .Describe("A schedule, and what became of its newest times", Response.Of<ScheduleDetails>(200), Response.Error(404));
        schedules.MapDelete("/{id:long}", (long id, Work work, ReportsDatabase database, IAuditTrail trail) => DeleteAsync(id, work,
            database, trail).ToHttpAsync())
            .Needs(Permissions.ReportsWrite)
            .Describe("Delete a schedule; what was not sent yet is not sent", Response.Empty(204), Response.Error(404));
        schedules.MapPost(
                "/{id:long}/retry",
                (long id, Work work, ReportsDatabase database, IAuditTrail trail) => RetryAsync(id, work, database, trail).ToHttpAsync())
            .Needs(Permissions.ReportsWrite)
            .Describe(
                "Try the reports of a schedule again now that failed; one that was stopped goes on, in the name of who asks",
                Response.Of<ScheduleDetails>(200), Response.Error(404));
    }

    public static async Task<Answer> CreateAsync(
        ScheduleInput input, Work work, ReportsDatabase database, ScheduleRules rules, IAuditTrail trail, ScheduleOptions options)
    {
        // Whoever may have reports sent, but not read them, could have them sent to themselves.
        var now = database.Clock.GetUtcNow();
        if (work.RefuseUnless(Permissions.ReportsRead) is { } refusal)
        {
            return refusal;
        }

        if ((await rules.CheckAsync(input, new ReportAsker(work.May, now, IsFile: true), work.Ct)).ToRefusal() is { } invalid)
        {
            return invalid;
        }

        await trail.RecordAsync(new AuditEntry(work.Actor, "schedule:created", $"reports/{input.Report}"), work.Ct);
        var answer = await work.WriteOnceAsync(
            database,
            () => JsonSerializer.SerializeToUtf8Bytes(input, ScheduleJson.Wire.ScheduleInput),
            async transaction =>
            {
                // Counted under a lock: two at the same time would both find room for the last one.
                await transaction.LockAsync("schedules");
                if (await transaction.FirstAsync("select count(*) from schedules", static row => row.Int64(0)) >= options.SchedulesMax)
                {
                    return new Refusal(RefusalCode.Conflict,
                        $"There are {options.SchedulesMax} schedules already; delete one, or raise Reports__SchedulesMax.");
                }

                return await ScheduleTable.InsertAsync(transaction, input, work.Actor, now) is { } made
                    ? Answer.Created(Show(made), 1, string.Create(CultureInfo.InvariantCulture, $"/api/reports/schedules/{made.Id}"))
                    : Refusal.Of(RefusalCode.Conflict, "name", "Another schedule has this name.");
            });
        database.Store.Signals.Ring(ScheduleTable.Topic);
        return answer;
    }

    public static async Task<Answer> ListAsync(Work work, ReportsDatabase database) => Answer.Ok(JsonSerializer.SerializeToUtf8Bytes(
        new ScheduleList([.. (await database.Store.AskAsync(ScheduleTable.AllAsync, work.Ct)).Select(WithNext)]),
            ScheduleJson.Wire.ScheduleList));

    public static async Task<Answer> ReadAsync(long id, Work work, ReportsDatabase database)
    {
        var (schedule, runs) = await database.Store.ReadAsync(
            async reader => (await ScheduleTable.FindAsync(reader, id), await ScheduleTable.RunsAsync(reader, id)), work.Ct);
        return schedule is null
            ? Answer.NotFound(Kind, id)
            : Answer.Ok(JsonSerializer.SerializeToUtf8Bytes(new ScheduleDetails(WithNext(schedule), runs),
                ScheduleJson.Wire.ScheduleDetails));
    }

    public static async Task<Answer> DeleteAsync(long id, Work work, ReportsDatabase database, IAuditTrail trail)
    {
        await trail.RecordAsync(new AuditEntry(work.Actor, "schedule:deleted", string.Create(CultureInfo.InvariantCulture,
            $"report-schedules/{id}")), work.Ct);
        return await database.Store.WriteAsync(transaction => ScheduleTable.DeleteAsync(transaction, id), work.Ct)
            ? Answer.NoContent()
            : Answer.NotFound(Kind, id);
    }

    public static async Task<Answer> RetryAsync(long id, Work work, ReportsDatabase database, IAuditTrail trail)
    {
        // It may go on in the name of who asks, so they must be allowed to read what it sends.
        if (work.RefuseUnless(Permissions.ReportsRead) is { } refusal)
        {
            return refusal;
        }

        var schedule = await database.Store.AskAsync(reader => ScheduleTable.FindAsync(reader, id), work.Ct);
        if (schedule is { StoppedAt: not null })
        {
            await trail.RecordAsync(
                new AuditEntry(work.Actor, "schedule:resumed", string.Create(CultureInfo.InvariantCulture, $"report-schedules/{id}")),
                work.Ct);
        }

        var now = database.Clock.GetUtcNow();
        await database.Store.WriteAsync(
            async transaction =>
            {
                await ScheduleTable.ResumeAsync(transaction, id, work.Actor, now);
                return await ScheduleTable.ReviveAsync(transaction, id, now);
            },
            work.Ct);
        database.Store.Signals.Ring(ScheduleTable.Topic);
        return await ReadAsync(id, work, database);
    }

    private static ScheduleView WithNext(ScheduleView schedule) => schedule with
    {
        NextAt = schedule.StoppedAt is null ? ScheduleTimes.Next(schedule, schedule.LastAt) : null,
    };

    private static byte[] Show(ScheduleView schedule) => JsonSerializer.SerializeToUtf8Bytes(WithNext(schedule),
        ScheduleJson.Wire.ScheduleView);
}
