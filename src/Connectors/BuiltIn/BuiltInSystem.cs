using System.Globalization;
using Lockstep.Connectors.Sdk;
using Lockstep.Contracts.Systems;

namespace Lockstep.Connectors.BuiltIn;

/// <summary>A module of Lockstep itself, which is a system like any other.</summary>
public sealed class BuiltInSystem(IModuleSystem module, TimeProvider clock) : ISystem
{
    /// <inheritdoc />
    public string Name => module.Name;

    /// <inheritdoc />
    public IReadOnlyList<RecordKind> Kinds { get; } = SystemKinds.OfModule(module.Reads, module.Writes);

    /// <inheritdoc />
    public async Task<Reply<string>> TestAsync(CancellationToken ct)
    {
        foreach (var kind in module.Reads)
        {
            await module.ReadChangedAsync(new ChangedQuery(kind, clock.GetUtcNow(), 0, 1), ct);
        }

        return $"{module.Name} is a module of Lockstep and answers.";
    }

    /// <inheritdoc />
    public async Task<ApplyResult> ApplyAsync(ApplyRequest request, CancellationToken ct)
    {
        var answer = await module.WriteAsync(
            new ModuleWrite(request.Kind, request.NaturalKey, request.Fields, request.Origin, request.Version), ct);
        return answer.Outcome == WriteOutcome.Refused
            ? ApplyResult.Failed(FailureCause.TargetRefused, answer.Reason ?? "The module gave no reason.")
            : ApplyResult.Done(Text(answer.RecordId)) with { Version = Text(answer.Version) };
    }

    /// <inheritdoc />
    public async Task<Reply<ChangesPage>> ChangesAsync(ChangesRequest request, CancellationToken ct)
    {
        if (TimeCursor.Of(request) is not { } start)
        {
            return ChangesPage.StartOver;
        }

        var begun = clock.GetUtcNow();
        var after = start.AfterId.Length == 0 ? 0 : IdOf(start.AfterId);
        if (after is null)
        {
            return ChangesPage.StartOver;
        }

        var page = await module.ReadChangedAsync(new ChangedQuery(request.Kind, start.At, after.Value, request.Limit), ct);
        IReadOnlyList<SourceRecord> records = [.. page.Records.Select(Source)];
        return new ChangesPage(records, start.Behind(records, begun).ToString(), More: records.Count == request.Limit);
    }

    /// <inheritdoc />
    public async Task<Reply<SourceRecord>> ReadAsync(string kind, string id, CancellationToken ct) =>
        IdOf(id) is { } number && await module.FindAsync(kind, number, ct) is { } record
            ? Source(record)
            : new Failure(FailureCause.NotFound, $"{module.Name} has no {kind} {id}.");

    private static SourceRecord Source(ChangedRecord record) => new(Text(record.Id), Text(record.Version), record.Data)
    {
        Order = record.Version,
        ChangedAt = record.ChangedAt,
    };

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static long? IdOf(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;
}
