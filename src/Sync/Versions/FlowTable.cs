using System.Text.Json;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Lockstep.Sync.Flows;

namespace Lockstep.Sync.Versions;

/// <summary>The statements that keep flows and their versions; whoever changes one holds <see cref="EnterAsync"/>.</summary>
internal static class FlowTable
{
    /// <summary>Rung when a flow has changed.</summary>
    public const string Topic = "flows";

    private const string From = "from flows f join flow_versions v on v.flow = f.name and v.version = f.version";

    /// <summary>One change of flows at a time, whichever process makes it.</summary>
    public static ValueTask EnterAsync(ITransaction transaction) => transaction.LockAsync(Topic);

    /// <summary>By this number whoever has read flows sees whether they are still so.</summary>
    public static ValueTask<long> NumberAsync(IReader reader) =>
        reader.FirstAsync("select number from flow_revision where id = 1", static row => row.Int64(0));

    public static ValueTask<IReadOnlyList<FlowRow>> AllAsync(IReader reader) =>
        reader.QueryAsync($"select {FlowRow.Columns} {From} order by f.name", FlowRow.Read);

    public static ValueTask<FlowRow?> FindAsync(IReader reader, string name) =>
        reader.FirstAsync($"select {FlowRow.Columns} {From} where f.name = $1", FlowRow.Read, name);

    /// <summary>The texts of those that are in force.</summary>
    public static ValueTask<IReadOnlyList<FlowVersion>> TextsAsync(IReader reader) =>
        reader.QueryAsync($"select {FlowVersion.Columns} {From} where f.state = '{FlowRow.On}' order by f.name", FlowVersion.Read);

    /// <summary>How many flows there are, those that are gone included.</summary>
    public static ValueTask<long> CountAsync(IReader reader) =>
        reader.FirstAsync("select count(*) from flows", static row => row.Int64(0));

    /// <summary>Whether links, a cursor or deliveries go by a flow's name, which mean records of the systems that it was between.</summary>
    private static async ValueTask<bool> IsBoundAsync(IReader reader, string name) => await reader.FirstAsync(
        """
        select case when exists (select 1 from links where flow = $1) or exists (select 1 from poll_cursors where flow = $1)
          or exists (select 1 from deliveries where flow = $1 and finished_at is null)
          or exists (select 1 from deliveries where state = 'dead' and flow = $1)
          or exists (select 1 from poll_cursors where flow in ($1 || ':left', $1 || ':right'))
          or exists (select 1 from pair_links where flow = $1) or exists (select 1 from open_creates where flow = $1) then 1 else 0 end
        """,
        static row => row.Int64(0), name) == 1;

    /// <summary>
    /// A refusal of a text that would bring other records than the flow of its name has brought: the ids of its links would be taken for
    /// those of others, and what it has left to deliver would be written by a mapping that was not made for it.
    /// </summary>
    public static async ValueTask<Refusal?> RefuseRouteAsync(IReader reader, FlowText text, FlowRow? before) =>
        before?.Route is { } route && text.Flow is { } flow && !string.Equals(route, flow.Route, StringComparison.Ordinal)
            && await IsBoundAsync(reader, text.Name)
            ? Refusal.Of(
                RefusalCode.Conflict, "to",
                $"{text.Name} has brought {route} until now; its links and deliveries mean records of there. "
                + $"Give the flow of {flow.Route} a name of its own.")
            : null;

    /// <summary>Adds a version behind the newest one; the oldest beyond the limit goes.</summary>
    /// <returns>Its number.</returns>
    public static async ValueTask<long> AddVersionAsync(
        ITransaction transaction, FlowText text, FlowOrigin origin, int versionsMax, DateTimeOffset now)
    {
        var number = 1 + await transaction.FirstAsync(
            "select coalesce(max(version), 0) from flow_versions where flow = $1", static row => row.Int64(0), text.Name);
        var tables = JsonSerializer.Serialize(text.Tables.ToDictionary(StringComparer.Ordinal), VersionJson.Default.DictionaryStringString);
        await transaction.SendAsync(
            """
            insert into flow_versions (flow, version, sha256, content, tables, origin, applied_by, applied_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8)
            """,
            text.Name, number, text.Sha256, text.Text, tables, origin.Word, origin.By, now);
        await transaction.SendAsync(
            "delete from flow_versions where flow = $1 and version <= $2", text.Name, number - versionsMax);
        return number;
    }

    /// <summary>Puts a version in force, or one that is off out of it.</summary>
    public static ValueTask SetAsync(
        ITransaction transaction, FlowText text, long version, FlowOrigin origin) => transaction.SendAsync(
        """
        insert into flows (name, version, route, state, file, file_sha256) values ($1, $2, $3, $4, $5, $6)
        on conflict (name) do update set version = excluded.version, route = coalesce(excluded.route, flows.route), state = excluded.state,
          file = coalesce(excluded.file, flows.file), file_sha256 = coalesce(excluded.file_sha256, flows.file_sha256)
        """,
        text.Name, version, text.Flow?.Route, text.Flow is null ? FlowRow.Off : FlowRow.On, origin.File,
        origin.File is null ? null : text.Sha256);

    /// <summary>
    /// Puts a flow out of force whose file is gone. That the file had this text is forgotten: put back, it is taken again.
    /// </summary>
    public static ValueTask<int> RemoveAsync(ITransaction transaction, string name, string file) => transaction.ExecuteAsync(
        $"""
        update flows set state = '{FlowRow.Gone}', file = null, file_sha256 = null
        where name = $1 and file = $2 and state <> '{FlowRow.Gone}'
        """,
        name, file);

    public static ValueTask PauseAsync(ITransaction transaction, string name, FlowPause pause) => transaction.SendAsync(
        "update flows set paused_at = $2, paused_by = $3, pause_reason = $4 where name = $1 and paused_at is null",
        name, pause.At, pause.By, pause.Reason);

    public static ValueTask ResumeAsync(ITransaction transaction, string name, DateTimeOffset now) => transaction.SendAsync(
        """
        update flows set paused_at = null, paused_by = null, pause_reason = null, resumed_at = $2 where name = $1 and paused_at is not null
        """,
        name, now);

    /// <summary>Notes down, in the commit of a change, that there was one, and tells every process behind it.</summary>
    public static async ValueTask ChangedAsync(ITransaction transaction, Signals signals)
    {
        await transaction.SendAsync("update flow_revision set number = number + 1 where id = 1");
        transaction.OnCommitted(() => signals.Ring(Topic));
    }
}

/// <summary>Who applies a text, and where it comes from.</summary>
/// <param name="By">Who, as the audit log names them.</param>
/// <param name="File">The file; null when it comes through the API.</param>
internal sealed record FlowOrigin(string By, string? File)
{
    /// <summary>Whoever watches the folder.</summary>
    public const string Folder = "system:flows";

    /// <summary>The word for it.</summary>
    public string Word => File is null ? "api" : "file";
}
