using Lockstep.Connectors.Sdk;
using Lockstep.Contracts.Systems;

namespace Lockstep.Connectors.BuiltIn;

/// <summary>Talks to a module of Lockstep itself, which is a system like any other.</summary>
public sealed class BuiltInConnector(IModuleSystem module) : IConnector
{
    /// <inheritdoc />
    public string System => module.Name;

    /// <inheritdoc />
    public bool RepeatsSafely => true;

    /// <inheritdoc />
    public bool PassesOverOlder => true;

    /// <inheritdoc />
    public bool CanWrite(string kind) => module.Writes.Contains(kind);

    /// <inheritdoc />
    public bool CanRead(string kind) => module.Reads.Contains(kind);

    /// <inheritdoc />
    public async Task<ApplyResult> ApplyAsync(ApplyRequest request, CancellationToken ct)
    {
        var answer = await module.WriteAsync(
            new ModuleWrite(request.Kind, request.NaturalKey, request.Fields, request.Origin, request.Version), ct);
        return answer.Outcome == WriteOutcome.Refused
            ? ApplyResult.Failed(FailureCause.TargetRefused, answer.Reason ?? "The module gave no reason.")
            : ApplyResult.Done(answer.RecordId.ToString(global::System.Globalization.CultureInfo.InvariantCulture));
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<SourceRecord>> ReadChangedAsync(ReadRequest request, CancellationToken ct)
    {
        var page = await module.ReadChangedAsync(new ChangedQuery(request.Kind, request.Since, request.AfterId, request.Limit), ct);
        return [.. page.Records.Select(Source)];
    }

    /// <inheritdoc />
    public async Task<SourceRecord?> FindAsync(string kind, long id, CancellationToken ct) =>
        await module.FindAsync(kind, id, ct) is { } record ? Source(record) : null;

    private static SourceRecord Source(ChangedRecord record) => new(record.Id, record.Version, record.ChangedAt, record.Data);
}
