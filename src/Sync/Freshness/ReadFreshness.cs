using System.Text.Json;
using System.Text.Json.Serialization;
using Lockstep.Contracts.Access;
using Lockstep.Contracts.Json;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Lockstep.Sync.Flows;
using Lockstep.Sync.Schema;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Sync.Freshness;

/// <summary>GET /sync/freshness</summary>
internal static class ReadFreshness
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet(
            "/freshness", (Work work, SyncDatabase database, FlowRegistry flows) => RunAsync(work, database, flows).ToHttpAsync())
        .Needs(Permissions.SyncRead)
        .Describe("Read how fresh each flow is, and which are late", Response.Of<FreshnessList>(200));

    public static async Task<Answer> RunAsync(Work work, SyncDatabase database, FlowRegistry flows)
    {
        var states = await FreshnessWatch.LookAsync(database, flows, work.Ct);
        return Answer.Ok(JsonSerializer.SerializeToUtf8Bytes(
            new FreshnessList([.. states.Select(View)]), FreshnessJson.Default.FreshnessList));
    }

    private static FreshnessView View(FlowFreshness state) => new(
        state.Flow.Name, state.LateSince is null ? "fresh" : "late", Seconds(state.Age), Seconds(state.Flow.FreshnessTarget),
        state.LateSince, state.Reason, state.Message);

    private static double Seconds(TimeSpan time) => Math.Round(time.TotalSeconds, 3);

    private static double? Seconds(TimeSpan? time) => time is { } given ? Seconds(given) : null;
}

/// <summary>How fresh a flow is.</summary>
/// <param name="Flow">The flow.</param>
/// <param name="State"><c>fresh</c> or <c>late</c>; one without a target is late only when it is <c>held</c>.</param>
/// <param name="AgeSeconds">
/// The age of the oldest change that is not delivered yet, at the clock of its source; 0 when there is none.
/// </param>
/// <param name="TargetSeconds">How old it may get; null when the flow does not say.</param>
/// <param name="LateSince">Since when the flow is late, in UTC.</param>
/// <param name="Reason"><c>behind</c>, <c>unheard</c>, <c>silent</c> or <c>held</c> (a person must confirm what seems gone).</param>
/// <param name="Message">The same in a sentence.</param>
internal sealed record FreshnessView(
    string Flow, string State, double AgeSeconds, double? TargetSeconds, DateTimeOffset? LateSince, string? Reason, string? Message);

/// <summary>How fresh the flows are.</summary>
/// <param name="Items">Each flow of a file.</param>
internal sealed record FreshnessList(IReadOnlyList<FreshnessView> Items);

/// <summary>The JSON of freshness.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, AllowDuplicateProperties = false, Converters = [typeof(InstantConverter)])]
[JsonSerializable(typeof(FreshnessList))]
internal sealed partial class FreshnessJson : JsonSerializerContext;
