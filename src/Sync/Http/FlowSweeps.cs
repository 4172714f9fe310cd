using System.Text.Json;
using System.Text.Json.Serialization;
using Lockstep.Contracts.Access;
using Lockstep.Contracts.Json;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Lockstep.Sync.Flows;
using Lockstep.Sync.Polling;
using Lockstep.Sync.Schema;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Sync.Http;

/// <summary>GET /sync/flows/{name}/sweeps and POST /sync/flows/{name}/sweeps/confirm</summary>
internal static class FlowSweeps
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(
            "/flows/{name}/sweeps",
            (string name, Work work, SyncDatabase database, FlowRegistry flows) =>
                ReadAsync(name, work, database, flows).ToHttpAsync())
            .Needs(Permissions.SyncRead)
            .Describe(
                "Read how far it is found out what the sources of a flow have deleted without a word", Response.Of<SweepList>(200),
                Response.Error(404));
        routes.MapPost(
            "/flows/{name}/sweeps/confirm",
            (string name, SweepInput? input, Work work, SyncDatabase database, FlowRegistry flows, IAuditTrail trail) =>
                ConfirmAsync(name, input, work, database, flows, trail).ToHttpAsync())
            .Needs(Permissions.SyncWrite)
            .Describe(
                "Confirm that so many records of a source are really gone; each is read once more before it counts as deleted",
                Body.Json("""{ "gone": 412 }"""), Response.Of<SweepView>(202), Response.Error(400, 404, 409));
    }

    public static async Task<Answer> ReadAsync(string name, Work work, SyncDatabase database, FlowRegistry flows)
    {
        if (flows.Refuse(name) is { } unknown)
        {
            return unknown;
        }

        var rows = await database.Store.ReadAsync(reader => SweepTable.FindAsync(reader, CursorsOf(flows.ByName[name])), work.Ct);
        return Answer.Ok(JsonSerializer.SerializeToUtf8Bytes(
            new SweepList([.. rows.Select(SweepView.Of)]), SweepJson.Default.SweepList));
    }

    public static async Task<Answer> ConfirmAsync(
        string name, SweepInput? input, Work work, SyncDatabase database, FlowRegistry flows, IAuditTrail trail)
    {
        if (flows.Refuse(name) is { } unknown)
        {
            return unknown;
        }

        var (flow, errors) = (flows.ByName[name], new Errors());
        if (input?.Gone is not > 0)
        {
            errors.Add("gone", "Must be the number of records that seem gone, as the sweep tells it.");
        }

        if (input?.Side is { } named && !flow.Triggered.Any(side => string.Equals(side.Side, named, StringComparison.Ordinal)))
        {
            errors.Add("side", "Must be left or right, of a flow that goes both ways.");
        }

        if (errors.ToRefusal() is { } refusal)
        {
            return refusal;
        }

        await trail.RecordAsync(new AuditEntry(work.Actor, "sweep:confirmed", $"flows/{name}"), work.Ct);
        var answer = await work.WriteOnceAsync(
            database, () => JsonSerializer.SerializeToUtf8Bytes(input!, SweepJson.Default.SweepInput),
            transaction => ConfirmAsync(transaction, flow, input!));
        database.Store.Signals.Ring(SweepTable.TopicOf(name));
        return answer;
    }

    /// <summary>What a person has seen is what counts: a sweep that found another number since is none that was confirmed.</summary>
    private static async ValueTask<Answer> ConfirmAsync(ITransaction transaction, Flow flow, SweepInput input)
    {
        var held = (await SweepTable.FindAsync(transaction, CursorsOf(flow)))
            .Where(row => row.State is SweepRow.Held && row.Gone == input.Gone
                && (input.Side is null || string.Equals(row.Cursor, $"{flow.Name}:{input.Side}", StringComparison.Ordinal))).ToList();
        return held switch
        {
            [var row] when await SweepTable.ChangeAsync(
                transaction, row with { State = SweepRow.Confirming, EndedAt = null, Reason = null }) => Answer.Accepted(
                JsonSerializer.SerializeToUtf8Bytes(
                    SweepView.Of(row with { State = SweepRow.Confirming, EndedAt = null, Reason = null }), SweepJson.Default.SweepView)),
            [_, _, ..] => Refusal.Of(RefusalCode.Conflict, "side", "Sweeps of both sides wait for a person: say which one is meant."),
            _ => Refusal.Of(
                RefusalCode.Conflict, "gone",
                $"No sweep of {flow.Name} waits for a person that found {input.Gone} records gone; read its sweeps again."),
        };
    }

    /// <summary>What was found before it was switched off counts no more.</summary>
    private static IEnumerable<string> CursorsOf(Flow flow) =>
        flow.Triggered.Where(static side => side.Sweep is not null).Select(static side => side.Cursor);
}

/// <summary>How many records a person knows to be gone.</summary>
/// <param name="Gone">The number that the sweep has found.</param>
/// <param name="Side">Of a flow that goes both ways the side, <c>left</c> or <c>right</c>, when both wait.</param>
internal sealed record SweepInput(long? Gone, string? Side);

/// <summary>How far it is found out which records a source has deleted without a word.</summary>
/// <param name="Flow">The flow.</param>
/// <param name="Side">Of a flow that goes both ways the side, <c>left</c> or <c>right</c>; else null.</param>
/// <param name="State">
/// <c>asking</c>, <c>confirming</c> (what seems gone is read once more), <c>held</c> (so many seem gone that a person must confirm it) or
/// <c>done</c>.
/// </param>
/// <param name="Asked">How many records were asked for.</param>
/// <param name="Gone">How many of them seemed gone.</param>
/// <param name="BegunAt">When it began, in UTC.</param>
/// <param name="EndedAt">When it ended, or was held; null as long as it goes on.</param>
/// <param name="Reason">Why it is held, or could not go on; null when nothing is wrong.</param>
internal sealed record SweepView(
    string Flow, string? Side, string State, long Asked, long Gone, DateTimeOffset BegunAt, DateTimeOffset? EndedAt, string? Reason)
{
    public static SweepView Of(SweepRow row) => new(
        row.Flow, row.Cursor.Length > row.Flow.Length ? row.Cursor[(row.Flow.Length + 1)..] : null, row.State, row.Asked, row.Gone,
        row.BegunAt, row.EndedAt, row.Reason);
}

/// <summary>The sweeps of a flow.</summary>
/// <param name="Items">The newest one of each source that is swept.</param>
internal sealed record SweepList(IReadOnlyList<SweepView> Items);

/// <summary>The JSON of sweeps.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, AllowDuplicateProperties = false, Converters = [typeof(InstantConverter)])]
[JsonSerializable(typeof(SweepList))]
[JsonSerializable(typeof(SweepView))]
[JsonSerializable(typeof(SweepInput))]
internal sealed partial class SweepJson : JsonSerializerContext;
