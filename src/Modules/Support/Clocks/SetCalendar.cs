using System.Text.Json;
using Lockstep.Contracts.Access;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Lockstep.Runtime.Values;
using Lockstep.Support.Schema;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Support.Clocks;

/// <summary>
/// PUT and DELETE /tickets/calendars/{name}. Tickets that are there keep their due times until their priority or queue changes.
/// </summary>
internal sealed class SetCalendar(SupportDatabase database, IAuditTrail trail)
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPut(
                "/calendars/{name}",
                (string name, CalendarInput input, Work work, [FromServices] SetCalendar set) =>
                    set.RunAsync(name, input, work).ToHttpAsync())
            .Needs(Permissions.TicketsWrite)
            .Describe(
                "Say when people work, and what is promised by priority, for some queues or (default) for all others",
                Body.Json(
                    """
                    {
                      "timeZone": "Europe/Berlin", "holidays": ["2026-12-25"], "queues": ["billing"],
                      "hours": { "monday": ["09:00-12:30", "13:30-18:00"], "tuesday": ["09:00-17:00"] },
                      "targets": {
                        "low": { "firstAnswerMinutes": 960, "solutionMinutes": 4800 },
                        "normal": { "firstAnswerMinutes": 480, "solutionMinutes": 1440 },
                        "high": { "firstAnswerMinutes": 240, "solutionMinutes": 480 },
                        "urgent": { "firstAnswerMinutes": 60, "solutionMinutes": 240 }
                      }
                    }
                    """),
                Response.Of<ServiceCalendar>(200), Response.Error(400, 409, 412));
        routes.MapDelete(
                "/calendars/{name}",
                (string name, Work work, [FromServices] SetCalendar set) => set.DeleteAsync(name, work).ToHttpAsync())
            .Needs(Permissions.TicketsWrite)
            .Describe("Remove a calendar; its queues go by the default one", Response.Empty(204), Response.Error(404, 409, 412));
    }

    public async Task<Answer> RunAsync(string asked, CalendarInput input, Work work)
    {
        var name = Keys.Fold(asked)!;
        if (CalendarRules.Refuse(name, input) is { } refusal)
        {
            return refusal;
        }

        await RecordAsync("calendar:set", name, work);
        return await database.Store.WriteAsync(transaction => ReplaceAsync(transaction, name, input, work), work.Ct);
    }

    public async Task<Answer> DeleteAsync(string asked, Work work)
    {
        var name = Keys.Fold(asked)!;
        await RecordAsync("calendar:removed", name, work);
        return await database.Store.WriteAsync<Answer>(
            async transaction =>
            {
                await transaction.LockAsync("calendars");
                if (await CalendarTable.FindForUpdateAsync(transaction, name) is not { } before)
                {
                    return ReadCalendars.Unknown(asked);
                }

                if ((work.RefuseStale(before.Version) ?? RefuseDefault(name)) is { } refusal)
                {
                    return refusal;
                }

                await CalendarTable.DeleteAsync(transaction, name);
                return Answer.NoContent();
            },
            work.Ct);
    }

    private async ValueTask<Answer> ReplaceAsync(ITransaction transaction, string name, CalendarInput input, Work work)
    {
        // Two that take one queue at the same moment come one after the other.
        await transaction.LockAsync("calendars");
        var before = await CalendarTable.FindForUpdateAsync(transaction, name);
        var keys = (input.Queues ?? []).Select(static queue => Keys.Fold(queue)!).Distinct(StringComparer.Ordinal).ToList();
        if (work.RefuseStale(before?.Version ?? 0) is { } stale)
        {
            return stale;
        }

        if (before is null && await CalendarTable.CountAsync(transaction) >= CalendarTable.CountMax)
        {
            return new Refusal(RefusalCode.Conflict, $"There are {CalendarTable.CountMax} calendars, the most that there can be.");
        }

        if (await CalendarTable.FindHolderAsync(transaction, name, keys) is { } holder)
        {
            return Refusal.Of(RefusalCode.Conflict, "queues", $"One of them goes by the calendar {holder} already.");
        }

        var (version, now) = ((before?.Version ?? 0) + 1, database.Clock.GetUtcNow());
        var body = JsonSerializer.SerializeToUtf8Bytes(input, CalendarJson.Wire.CalendarInput);
        await CalendarTable.ReplaceAsync(transaction, name, body, keys, version, now);
        var after = await CalendarTable.FindAsync(transaction, name);
        return Answer.Ok(JsonSerializer.SerializeToUtf8Bytes(after!, CalendarJson.Wire.ServiceCalendar), version);
    }

    private static Refusal? RefuseDefault(string name) => name is CalendarRules.Default
        ? new Refusal(RefusalCode.Conflict, "The calendar default stays: tickets of all other queues go by it. Set it instead.")
        : null;

    /// <summary>Before the write: behind it, a crash between the two would leave a change that nobody knows of.</summary>
    private Task RecordAsync(string action, string name, Work work) =>
        trail.RecordAsync(new AuditEntry(work.Actor, action, $"calendars/{name}"), work.Ct);
}
