using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.Contracts;
using Lockstep.Contracts.Access;
using Lockstep.Runtime.Custom;
using Lockstep.Runtime.Modules;
using Lockstep.Runtime.Outbox;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;

namespace Lockstep.Runtime.Records;

/// <summary>The one writer of the definitions of fields of a kind of record, each change with its history and event.</summary>
internal sealed class CustomFieldWriter(CustomFieldKind kind, ModuleDatabase database, Func<string, bool>? isHeader)
{
    private const string Fixed = "Never changes; define another field.";

    /// <summary>
    /// How long a name is kept from another type behind a field that is gone: another process may not have heard of that yet, and write a
    /// value of before.
    /// </summary>
    private static readonly TimeSpan Settling = TimeSpan.FromMinutes(1);

    public async Task<Answer> CreateAsync(CustomFieldInput input, Work work, IAuditTrail trail, int most)
    {
        if ((input.Refuse() ?? RefuseHeader(input.Name!)) is { } refusal)
        {
            return refusal;
        }

        await trail.RecordAsync(EntryOf(work, "created", input.Name!), work.Ct);
        return await work.WriteOnceAsync(
            database,
            () => JsonSerializer.SerializeToUtf8Bytes(input, CustomFieldJson.Wire.CustomFieldInput),
            async transaction =>
            {
                var (all, now) = (await CustomFields.ListForUpdateAsync(transaction, kind.Record), database.Clock.GetUtcNow());
                if ((RefuseNew(input, all, most) ?? await RefuseTypeAsync(transaction, input, all, now)) is { } problem)
                {
                    return problem;
                }

                var id = all.Select(static field => field.Id).DefaultIfEmpty().Max() + 1;
                var made = Apply(input, 1, now, null) with { Id = id };
                await WriteAsync(transaction, work, null, made, all);
                return Answer.Created(CustomFieldKind.ToJson(made), 1, $"/api/{kind.Many}/fields/{made.Name}");
            });
    }

    public async Task<Answer> ChangeAsync(string name, JsonObject patch, Work work, IAuditTrail trail)
    {
        await trail.RecordAsync(EntryOf(work, "changed", name), work.Ct);
        return await database.Store.WriteAsync<Answer>(
            async transaction =>
            {
                var all = await CustomFields.ListForUpdateAsync(transaction, kind.Record);
                if (Find(all, name) is not { } before)
                {
                    return Missing(name, all);
                }

                var (input, wrong) = MergePatch.TryApply(CustomFieldKind.ToJson(before), patch, CustomFieldJson.Wire.CustomFieldInput);
                if ((wrong ?? work.RefuseStale(before.Version) ?? input!.Refuse() ?? RefuseOther(before, input!)) is { } refusal)
                {
                    return refusal;
                }

                var after = Apply(input!, before.Version + 1, database.Clock.GetUtcNow(), before);
                if (CustomFieldKind.Changed(before, after).Length == 0)
                {
                    return Answer.Ok(CustomFieldKind.ToJson(before), before.Version);
                }

                await WriteAsync(transaction, work, before, after, all);
                return Answer.Ok(CustomFieldKind.ToJson(after), after.Version);
            },
            work.Ct);
    }

    public async Task<Answer> DeleteAsync(string name, Work work, IAuditTrail trail)
    {
        await trail.RecordAsync(EntryOf(work, "deleted", name), work.Ct);
        return await database.Store.WriteAsync<Answer>(
            async transaction =>
            {
                var all = await CustomFields.ListForUpdateAsync(transaction, kind.Record);
                if (Find(all, name) is not { } before)
                {
                    return Missing(name, all);
                }

                if (work.RefuseStale(before.Version) is { } stale)
                {
                    return stale;
                }

                var now = database.Clock.GetUtcNow();
                var gone = before with { Version = before.Version + 1, UpdatedAt = now, RemovedAt = now };
                await WriteAsync(transaction, work, before, gone, all);
                await transaction.SendAsync(
                    "insert into tombstones (kind, record_id, version, deleted_at) values ($1, $2, $3, $4)",
                    kind.Kind, gone.Id, gone.Version, now);
                return Answer.NoContent();
            },
            work.Ct);
    }

    /// <summary>Row, history and event in one commit; known here at once behind it, in other processes when they hear the ring.</summary>
    private async ValueTask WriteAsync(
        ITransaction transaction, Work work, CustomField? before, CustomField after, IReadOnlyList<CustomField> all)
    {
        await CustomFields.WriteAsync(transaction, after);
        var isGone = after.RemovedAt is not null;
        var change = isGone ? ChangeKind.Deleted : before is null ? ChangeKind.Created : ChangeKind.Changed;
        await kind.AppendAsync(database.Log, transaction, new RecordChange(
            kind.Kind, after.Id, after.Version, change, work.Actor, after.UpdatedAt, isGone ? "" : CustomFieldKind.Changed(before, after),
            isGone ? null : CustomFieldKind.ToJson(after)));
        var there = all.Where(field => field.RemovedAt is null && !IsNamed(field, after.Name)).Concat(isGone ? [] : [after])
            .OrderBy(static field => field.Name, StringComparer.Ordinal).ToList();
        transaction.OnCommitted(() =>
        {
            database.Custom.Take(kind.Record, there);
            database.Store.Signals.Ring(CustomFields.Topic);
        });
    }

    /// <summary>Headers have no dots that count: custom.erId is the customerId of an order to an import.</summary>
    private Refusal? RefuseHeader(string name) => isHeader?.Invoke($"{CustomCheck.Member}.{name}") is true
        ? Refusal.Invalid("name", $"An import takes a column {CustomCheck.Member}.{name} for another field; choose another name.")
        : null;

    private static Refusal? RefuseNew(CustomFieldInput input, IReadOnlyList<CustomField> all, int most)
    {
        var there = all.Where(static field => field.RemovedAt is null).ToList();
        return there.Find(one => string.Equals(Plain(one.Name), Plain(input.Name!), StringComparison.Ordinal)) is { } same
            ? Refusal.Of(RefusalCode.Conflict, "name", $"There is a field {same.Name} already.")
            : there.Count >= most
            ? new Refusal(
                RefusalCode.Conflict,
                string.Create(
                    CultureInfo.InvariantCulture, $"There are {there.Count} fields, the most that there may be; take one away first."))
            : null;
    }

    /// <summary>
    /// What stands under a name was read by the type of the field that had it: under another type it would mean something else.
    /// </summary>
    private async ValueTask<Refusal?> RefuseTypeAsync(
        ITransaction transaction, CustomFieldInput input, IReadOnlyList<CustomField> all, DateTimeOffset now)
    {
        if (all.FirstOrDefault(field => IsNamed(field, input.Name!)) is not { RemovedAt: { } removedAt } gone
            || string.Equals(gone.Type, input.Type, StringComparison.Ordinal))
        {
            return null;
        }

        return await CustomValues.AnyAsync(transaction, kind.Record, gone.Name)
            ? Refusal.Of(
                RefusalCode.Conflict, "type",
                $"There are {kind.Many} that still have values of {gone.Name}, a {gone.Type} before it was taken away. Define it as that, "
                + "and take the values away first; or choose another name.")
            : now - removedAt < Settling
            ? Refusal.Of(
                RefusalCode.Conflict, "type",
                $"{gone.Name} was a {gone.Type} until a moment ago, and other processes may still write such values.")
                with { RetryAfter = Settling - (now - removedAt) }
            : null;
    }

    private CustomField Apply(CustomFieldInput input, long version, DateTimeOffset now, CustomField? before) => new(
        kind.Record, input.Name!, input.Type!, input.Required ?? false, [.. (input.Choices ?? []).Select(static choice => choice!)],
        input.Min, input.Max, input.Description, version, before?.CreatedAt ?? now, now)
    {
        Id = before?.Id ?? 0,
    };

    /// <summary>Values that are there were read by the type, and stand under the name.</summary>
    private static Refusal? RefuseOther(CustomField before, CustomFieldInput input) =>
        !IsNamed(before, input.Name!) ? Refusal.Invalid("name", Fixed)
        : !string.Equals(before.Type, input.Type, StringComparison.Ordinal) ? Refusal.Invalid("type", Fixed)
        : null;

    /// <summary>Headers of files are known in any case, with underscores or without.</summary>
    private static string Plain(string name) => name.Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();

    private static bool IsNamed(CustomField field, string name) => string.Equals(field.Name, name, StringComparison.Ordinal);

    private static CustomField? Find(IReadOnlyList<CustomField> all, string name) =>
        all.FirstOrDefault(field => field.RemovedAt is null && IsNamed(field, name));

    private Refusal Missing(string name, IReadOnlyList<CustomField> all)
    {
        var names = all.Where(static field => field.RemovedAt is null).Select(static field => field.Name).ToArray();
        return new Refusal(
            RefusalCode.NotFound, $"There is no field {Values.Printable.Clean(name)} of {kind.Many}; {Nearest.Hint(name, names)}");
    }

    private AuditEntry EntryOf(Work work, string action, string name) =>
        new(work.Actor, $"field:{action}", $"{kind.Many}/fields/{(name.Length <= 50 ? Values.Printable.Clean(name) : "…")}");
}
