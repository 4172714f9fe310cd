using System.Text.Json;
using Lockstep.Contracts.Access;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Lockstep.Runtime.Values;
using Lockstep.Support.Schema;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Support.Clocks;

/// <summary>GET /tickets/calendars, and one of them</summary>
internal static class ReadCalendars
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/calendars", (Work work, SupportDatabase database) => ListAsync(work, database).ToHttpAsync())
            .Needs(Permissions.TicketsRead)
            .Describe("When people work on tickets, and what is promised by priority", Response.Of<CalendarList>(200));
        routes.MapGet("/calendars/{name}", (string name, Work work, SupportDatabase database) =>
            ReadAsync(name, work, database).ToHttpAsync())
            .Needs(Permissions.TicketsRead)
            .Describe("Read one calendar", Response.Of<ServiceCalendar>(200), Response.Error(404));
    }

    public static async Task<Answer> ListAsync(Work work, SupportDatabase database) => Answer.Ok(JsonSerializer.SerializeToUtf8Bytes(
        new CalendarList(await database.Store.AskAsync(CalendarTable.ListAsync, work.Ct)), CalendarJson.Wire.CalendarList));

    public static async Task<Answer> ReadAsync(string name, Work work, SupportDatabase database) =>
        await database.Store.AskAsync(reader => CalendarTable.FindAsync(reader, Keys.Fold(name)!), work.Ct) is { } found
            ? Answer.Ok(JsonSerializer.SerializeToUtf8Bytes(found, CalendarJson.Wire.ServiceCalendar), found.Version)
            : Unknown(name);

    /// <summary>What somebody hears who asks for one that there is not.</summary>
    public static Refusal Unknown(string name) => new(RefusalCode.NotFound, $"There is no calendar {Printable.Clean(name)}.");
}
