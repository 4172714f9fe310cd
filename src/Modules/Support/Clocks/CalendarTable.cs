using System.Text.Json;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.Values;

namespace Lockstep.Support.Clocks;

/// <summary>The rows of calendars, and which queue goes by which.</summary>
internal static class CalendarTable
{
    /// <summary>The most calendars: they are listed without pages.</summary>
    public const int CountMax = 100;

    private const string Columns = "name, body, version, updated_at";

    /// <summary>All of them, by their names.</summary>
    public static ValueTask<IReadOnlyList<ServiceCalendar>> ListAsync(IReader reader) =>
        reader.QueryAsync($"select {Columns} from ticket_calendars order by name", Read);

    /// <summary>How many there are.</summary>
    public static ValueTask<long> CountAsync(IReader reader) =>
        reader.FirstAsync("select count(*) from ticket_calendars", static row => row.Int64(0));

    /// <summary>One by its name; null when there is none.</summary>
    public static ValueTask<ServiceCalendar?> FindAsync(IReader reader, string name) =>
        reader.FirstAsync($"select {Columns} from ticket_calendars where name = $1", Read, name);

    /// <summary>The same for a write that decides by it.</summary>
    public static ValueTask<ServiceCalendar?> FindForUpdateAsync(ITransaction transaction, string name) =>
        transaction.FirstForUpdateAsync($"select {Columns} from ticket_calendars where name = $1", Read, name);

    /// <summary>What the calendar of a queue says.</summary>
    public static ValueTask<(string Name, byte[] Body)> OfQueueAsync(IReader reader, string? queue) => reader.FirstAsync(
        """
        select name, body from ticket_calendars
        where name = coalesce((select calendar from ticket_queues where queue_key = $1), 'default')
        """,
        static row => (row.Text(0), row.Bytes(1)), Keys.Fold(queue));

    /// <summary>The calendar that has one of some queues already, and is not this one; null when there is none.</summary>
    public static ValueTask<string?> FindHolderAsync(IReader reader, string name, IReadOnlyList<string> queueKeys) =>
        reader.FirstAsync<string?>(
        $"select calendar from ticket_queues where calendar <> $1 and {reader.Dialect.InTexts("queue_key", "$2")} limit 1",
        static row => row.Text(0), name, SqlValue.List(queueKeys));

    /// <summary>Puts a calendar in the place of the one with its name.</summary>
    public static async ValueTask ReplaceAsync(
        ITransaction transaction, string name, byte[] body, IReadOnlyList<string> queueKeys, long version, DateTimeOffset now)
    {
        await transaction.SendAsync(
            """
            insert into ticket_calendars (name, body, version, updated_at) values ($1, $2, $3, $4)
            on conflict (name) do update set body = excluded.body, version = excluded.version, updated_at = excluded.updated_at
            """,
            name, SqlValue.Utf8(body), version, now);
        await transaction.SendAsync("delete from ticket_queues where calendar = $1", name);
        foreach (var queue in queueKeys)
        {
            await transaction.SendAsync("insert into ticket_queues (queue_key, calendar) values ($1, $2)", queue, name);
        }
    }

    /// <summary>Removes a calendar; its queues go by the default one then.</summary>
    public static async ValueTask DeleteAsync(ITransaction transaction, string name)
    {
        await transaction.SendAsync("delete from ticket_queues where calendar = $1", name);
        await transaction.SendAsync("delete from ticket_calendars where name = $1", name);
    }

    private static ServiceCalendar Read(Row row)
    {
        var said = JsonSerializer.Deserialize(row.Bytes(1), CalendarJson.Wire.CalendarInput)!;
        return new ServiceCalendar
        {
            Name = row.Text(0),
            TimeZone = said.TimeZone!,
            Hours = said.Hours!.ToDictionary(
                static day => day.Key, static day => (IReadOnlyList<string>)[.. day.Value!.OfType<string>()], StringComparer.Ordinal),
            Holidays = [.. (said.Holidays ?? []).OfType<string>()],
            Queues = [.. (said.Queues ?? []).OfType<string>()],
            Targets = said.Targets!.ToDictionary(static one => one.Key, static one => one.Value!, StringComparer.Ordinal),
            Version = row.Int64(2),
            UpdatedAt = row.Instant(3),
        };
    }
}
