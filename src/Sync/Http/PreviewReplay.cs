using System.Text.Json;
using Lockstep.Contracts.Access;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Lockstep.Sync.Deliveries;
using Lockstep.Sync.Flows;
using Lockstep.Sync.Schema;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Sync.Http;

/// <summary>POST /sync/dead-letters/preview</summary>
internal static class PreviewReplay
{
    private const int SizeMax = 20;
    private const int SizeDefault = 5;
    private const int MappingMax = 1_000_000;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost(
            "/dead-letters/preview",
            (PreviewInput input, Work work, SyncDatabase database, FlowRegistry flows, FlowDrafts drafts, ReplayPreview preview) =>
                RunAsync(input, work, database, flows, drafts, preview).ToHttpAsync())
        .Needs(Permissions.SyncWrite)
        .Describe(
            "See what a replay of dead letters would send, with the flow as it is now or as you would change it; nothing is sent or kept",
            Body.Json("""{ "flow": "welcome-package", "cause": "mapping", "payload": "current", "size": 3 }"""),
            Response.Of<PreviewList>(200), Response.Error(400));

    public static async Task<Answer> RunAsync(
        PreviewInput input, Work work, SyncDatabase database, FlowRegistry flows, FlowDrafts drafts, ReplayPreview preview)
    {
        var errors = DeadLetters.Check(input, null);
        var edited = Check(input, drafts, errors);
        if (errors.ToRefusal() is { } refusal)
        {
            return refusal;
        }

        var choice = DeadLetters.Choice(input, null, withUnknown: true);
        choice = edited is null ? choice : choice with { Flow = edited.Name };
        var (total, found) = await database.Store.ReadAsync(
            async table => (await choice.CountAsync(table, 0),
                await ReadAsync(table, await choice.FindAsync(table, 0, input.Size ?? SizeDefault))),
            work.Ct);
        if (input.Record is not null && total != 1)
        {
            return Refusal.Invalid("record", $"Can be given for one dead letter only; the filter chooses {total}.");
        }

        var items = await Task.WhenAll(found.Select(one => preview.LookAsync(
            edited ?? flows.ByName.GetValueOrDefault(one.Delivery.Flow), one, input.Payload is "current", input.Record, work.Ct)));
        return Answer.Ok(JsonSerializer.SerializeToUtf8Bytes(new PreviewList(total, items), PreviewJson.Default.PreviewList));
    }

    private static Flow? Check(PreviewInput input, FlowDrafts drafts, Errors errors)
    {
        DeadLetters.CheckPayload(errors, input.Payload);
        if (input.Size is < 1 or > SizeMax)
        {
            errors.Add("size", $"Must be from 1 to {SizeMax}.");
        }

        if (input is { Record: not null, Payload: "current" })
        {
            errors.Add("record", "Can't be given with the payload current, which brings the record as it is at its source.");
        }

        if (input.Mapping is not { } text)
        {
            return null;
        }

        var faults = new List<string>();
        var flow = text.Length > MappingMax ? null : drafts.Read(text, faults);
        if (flow is null)
        {
            var wrong = faults.Count > 0 ? string.Join("; ", faults)
                : text.Length > MappingMax ? $"it has more than {MappingMax} characters" : "it is switched off";
            errors.Add("mapping", $"Must be the text of a flow's file: {wrong}.");
        }
        else if (input.Flow is { } name && !string.Equals(name, flow.Name, StringComparison.Ordinal))
        {
            errors.Add("mapping", $"Is the flow {flow.Name}, but the filter chooses those of {name}.");
        }

        return flow;
    }

    private static ValueTask<IReadOnlyList<DeadLetter>> ReadAsync(IReader reader, IReadOnlyList<long> ids) => reader.QueryAsync(
        $"""
        select {Delivery.Columns}, cause from deliveries where {reader.Dialect.InIntegers("id", "$1")} and state = $2 order by id
        """,
        static row => new DeadLetter(Delivery.Read(row), row.TextOrNull(16)), SqlValue.List(ids), "dead");
}
