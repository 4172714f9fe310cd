using System.Text.Json;
using Lockstep.Contracts.Access;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Lockstep.Sync.Flows;
using Lockstep.Sync.Schema;
using Lockstep.Sync.Versions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Lockstep.Sync.Http;

/// <summary>POST /sync/flows/check, POST /sync/flows/apply and POST /sync/flows/{name}/versions/{version}/apply</summary>
internal static class ApplyFlow
{
    private const string Example =
    """
    {
      "text": "name: parcels\nfrom: {system: crm, kind: customer, on: [created]}\nto: {system: crm, kind: customer}\nmap: {name: name}\n"
    }
    """;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost(
            "/flows/check",
            (FlowInput input, Work work, SyncDatabase database, FlowTexts texts) => CheckAsync(input, work, database, texts).ToHttpAsync())
            .Needs(Permissions.SyncWrite)
            .Describe(
                "Say what applying the text of a flow would change, and run its tests; changes nothing",
                Body.Json(Example), Response.Of<FlowChecked>(200), Response.Error(400, 409));
        routes.MapPost(
            "/flows/apply",
            (
                FlowInput input, Work work, SyncDatabase database, FlowTexts texts, FlowWriter writer, FlowVersions versions,
                    IAuditTrail trail,
                ILogger<SyncDatabase> logger) =>
                RunAsync(input, work, database, texts, new Applier(database, writer, versions, trail, logger)).ToHttpAsync())
            .Needs(Permissions.SyncWrite)
            .AfterRecentSignIn()
            .Describe(
                "Put the text of a flow in force as a new version, until its file changes; If-Match says which is expected, \"0\" none",
                Body.Json(Example), Response.Of<FlowApplied>(200), Response.Error(400, 403, 409, 412));
        routes.MapPost(
            "/flows/{name}/versions/{version:long}/apply",
            (
                string name, long version, Work work, SyncDatabase database, FlowTexts texts, FlowWriter writer, FlowVersions versions,
                IAuditTrail trail, ILogger<SyncDatabase> logger) =>
                AgainAsync(name, version, work, database, texts, new Applier(database, writer, versions, trail, logger)).ToHttpAsync())
            .Needs(Permissions.SyncWrite)
            .AfterRecentSignIn()
            .Describe(
                "Put an earlier text of a flow in force again, as a new version",
                Response.Of<FlowApplied>(200), Response.Error(400, 403, 404, 409, 412));
    }

    public static async Task<Answer> CheckAsync(FlowInput input, Work work, SyncDatabase database, FlowTexts texts)
    {
        var (text, refusal) = await texts.ReadAsync(input, name => TablesAsync(database, name, work.Ct));
        if (text is null)
        {
            return refusal!;
        }

        var (row, before) = await database.Store.ReadAsync(
            async reader =>
            {
                var row = await FlowTable.FindAsync(reader, text.Name);
                return (row, row is null ? null : await FlowVersion.FindAsync(reader, text.Name, row.Version));
            },
            work.Ct);
        if (await database.Store.ReadAsync(reader => FlowTable.RefuseRouteAsync(reader, text, row), work.Ct) is { } bound)
        {
            return bound;
        }

        var isNew = !string.Equals(row?.Sha256, text.Sha256, StringComparison.Ordinal);
        var result = new FlowChecked(
            text.Name, row?.Version, isNew, LineDiff.Between(before, new FlowVersion(text.Name, 0, text.Text, text.Tables)),
            text.Tests.Count, FlowTexts.FailuresOf(text));
        return Answer.Ok(JsonSerializer.SerializeToUtf8Bytes(result, FlowJson.Default.FlowChecked));
    }

    public static async Task<Answer> RunAsync(FlowInput input, Work work, SyncDatabase database, FlowTexts texts, Applier applier)
    {
        var (text, refusal) = await texts.ReadAsync(input, name => TablesAsync(database, name, work.Ct));
        return text is null ? refusal!
            : await applier.ApplyAsync(text, work, () => JsonSerializer.SerializeToUtf8Bytes(input, FlowJson.Default.FlowInput));
    }

    public static async Task<Answer> AgainAsync(
        string name, long version, Work work, SyncDatabase database, FlowTexts texts, Applier applier)
    {
        if (await database.Store.AskAsync(reader => FlowVersion.FindAsync(reader, name, version), work.Ct) is not { } kept)
        {
            return FlowHistories.Missing(name, version);
        }

        // It was good when it was applied; whether it still is, the systems and limits of now say.
        var (text, refusal) = texts.Read(kept.Text, kept.Tables);
        return text is null ? refusal! : await applier.ApplyAsync(text, work, () => ReadOnlyMemory<byte>.Empty);
    }

    /// <summary>The tables of the version in force of a flow; null when there is none.</summary>
    public static async ValueTask<IReadOnlyDictionary<string, string>?> TablesAsync(
        SyncDatabase database, string name, CancellationToken ct) =>
        await database.Store.ReadAsync(
            async reader => await FlowTable.FindAsync(reader, name) is { } row
                ? (await FlowVersion.FindAsync(reader, name, row.Version))?.Tables : null,
            ct);

    /// <summary>Puts checked texts in force, and tells who did so.</summary>
    internal sealed class Applier(SyncDatabase database, FlowWriter writer, FlowVersions versions, IAuditTrail trail, ILogger logger)
    {
        public async Task<Answer> ApplyAsync(FlowText text, Work work, Func<ReadOnlyMemory<byte>> request)
        {
            await trail.RecordAsync(new AuditEntry(work.Actor, "flow:applied", $"flows/{text.Name}"), work.Ct);
            var answer = await work.WriteOnceAsync(database, request, transaction => WriteAsync(transaction, text, work));

            // So that whoever applied it sees it in force behind the answer; other processes follow.
            await versions.TryLoadAsync(CancellationToken.None);
            return answer;
        }

        private async ValueTask<Answer> WriteAsync(ITransaction transaction, FlowText text, Work work)
        {
            var applied = await writer.ApplyAsync(transaction, text, new FlowOrigin(work.Actor, null), work.RefuseStale);
            if (applied.Refusal is { } refusal)
            {
                return refusal;
            }

            transaction.OnCommitted(() => FlowLog.Applied(logger, text.Name, applied.Version, "the API", work.Actor));
            var state = text.Flow is null ? "off" : applied.Before?.Pause is null ? "running" : "paused";
            return Answer.Ok(
                JsonSerializer.SerializeToUtf8Bytes(
                    new FlowApplied(text.Name, applied.Version, applied.IsNew, state, FlowTexts.FailuresOf(text)),
                        FlowJson.Default.FlowApplied),
                applied.Version);
        }
    }
}
