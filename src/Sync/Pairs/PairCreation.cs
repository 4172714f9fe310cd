using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Lockstep.Connectors.Sdk;
using Lockstep.Runtime.Storage;
using Lockstep.Sync.Deliveries;
using Lockstep.Sync.Merging;

namespace Lockstep.Sync.Pairs;

/// <summary>
/// Makes the partner of a record. That one is about to be made stands in the table first, with what is sent: as long as nobody knows what
/// became of it, it is looked for, or sent again under its key, and never a second time blindly (see <see cref="OpenCreate"/>).
/// </summary>
internal sealed class PairCreation(PairContext context)
{
    private const string LeftOpen =
        "A create was sent for this record, but its answer was lost, and nothing is "
            + "left by which to look for what it made. See whether it is "
        + "there, then link both by hand, replay this, or discard it.";

    /// <summary>The create that is open for the record of a delivery; null when there is none.</summary>
    public static ValueTask<OpenCreate?> FindAsync(IReader reader, Delivery delivery) => reader.FirstAsync(
        """
        select 0, delivery_id, send_key, fields, opened_at, sent_at, is_released from open_creates where flow = $1 and subject = $2
        """,
        OpenCreate.Read, delivery.Flow, delivery.Subject);

    /// <summary>Makes it, or finds out what became of an earlier try.</summary>
    /// <param name="visit">The look.</param>
    /// <param name="here">The record; gone where there is only an earlier try to find out about.</param>
    /// <param name="known">The link that is to have the new partner; null when there is none yet.</param>
    /// <param name="ct">The process stops.</param>
    public async Task<PairLooked> CreateAsync(PairVisit visit, SideRecord here, KnownLink? known, CancellationToken ct)
    {
        var open = await context.Store.AskAsync(reader => FindAsync(reader, visit.Delivery), ct);
        if (open is { IsReleased: false })
        {
            var (ended, isRuledOut) = await FindOutAsync(visit, known, open, ct);
            if (!isRuledOut)
            {
                return ended!;
            }
        }

        if (here.IsGone)
        {
            // Nothing was made, and of what is gone nothing is to be: as long as it stands open, records of the other side would wait.
            await SettleAsync(visit);
            return known is null ? PairLooked.Skipped("It is gone, and was never linked.") : PairLooked.Again;
        }

        var mapped = context[visit.Other].Mapping.Make(context.Pair, here.Fields);
        return mapped.Fault is { } fault ? PairLooked.Failed(FailureCause.Mapping, fault)
            : await SendAsync(visit, known, Send(visit, mapped.Fields!, open), open, isRuledOut: true, ct);
    }

    /// <summary>Links both as they are; whether what they say fits together the next look finds out.</summary>
    public async Task<PairLooked> LinkAsync(PairVisit visit, KnownLink? known, string id, string how, AgreedRecord? agreed = null)
    {
        try
        {
            await context.CommitAsync(visit, async (transaction, now) =>
            {
                // Before the first row, as in every commit that links.
                await Parents.EnterAsync(transaction);
                var link = (known?.Link.To(visit.Other, id) ?? PairLink.New(context.Flow.Name, visit.Side, visit.Id, id, how, now)) with
                {
                    State = PairLink.Linked, LeftBase = agreed?.Left, RightBase = agreed?.Right, LeftVersion = null, RightVersion = null,
                    LeftSent = null, RightSent = null,
                };
                _ = known is null ? await PairLinkTable.AddAsync(transaction, link)
                    : await PairLinkTable.ChangeAsync(transaction, link, now) ? link.Id
                        : throw new LinkException("It was changed meanwhile.");
                await PairConflictTable.KeepAsync(
                    transaction,
                        known?.Conflicts ?? await PairConflictTable.FindAsync(transaction, context.Flow.Name, visit.Delivery.Subject),
                    [], now);
                if (known is null)
                {
                    // What was asked about the other one is answered too.
                    var there = context.Pair[visit.Other].SubjectPrefix + id;
                    await PairConflictTable.KeepAsync(
                        transaction, await PairConflictTable.FindAsync(transaction, context.Flow.Name, there), [], now);
                }

                await OpenCreate.SettleAsync(transaction, SqlValue.List([visit.Delivery.Id]));
                await Parents.ReleaseAsync(transaction, context.Pair, (link.LeftId!, link.RightId!), now, context.Wake);
                return true;
            });
        }
        catch (Exception error) when (error is UniqueViolationException or LinkException)
        {
            // Somebody linked one of them by hand.
        }

        return PairLooked.Again;
    }

    private async Task<PairLooked> SendAsync(
        PairVisit visit, KnownLink? known, (string Key, JsonObject Fields) create, OpenCreate? open, bool isRuledOut, CancellationToken ct)
    {
        // Marked before it is sent: the other order makes a second record if we die in between, this one has it looked for.
        if (!await MarkAsync(visit, known, create))
        {
            return PairLooked.Again;
        }

        var target = context[visit.Other];
        var result = await target.CreateAsync(create.Fields, create.Key, ct);
        if (result.Cause is FailureCause.OutcomeUnknown)
        {
            var isFoundOut = CanBeFoundOut(visit.Other, create.Fields, null);
            return PairLooked.Failed(ApplyResult.Failed(
                FailureCause.OutcomeUnknown, result.Message!, isFoundOut ? Longer(target.Kind.SettlesWithin, result.RetryAfter) : null) with
            {
                IsLookedUp = isFoundOut, Status = result.Status, Answer = result.Answer,
            });
        }

        if (result.Cause is not null)
        {
            var isRepeat = open is { IsReleased: false } && IsKeyRemembered(visit.Other, open);
            var (settles, told) = OpenCreate.Refused(result, isRepeat, isRuledOut);

            // A refusal settles only what it proves: of a repeat it does not say what the first one did.
            if (settles)
            {
                await SettleAsync(visit);
            }

            return PairLooked.Failed(told);
        }

        return await LinkAsync(visit, known, result.TargetId!, PairLink.Created, await AgreedAsync(visit, create.Fields, result, ct));
    }

    /// <summary>
    /// What both sides are agreed to say of what was just made: what was sent, as the target answers that it keeps it. What it was not
    /// sent,
    /// and has all the same, the other side has still to learn.
    /// </summary>
    private async Task<AgreedRecord?> AgreedAsync(PairVisit visit, JsonObject sent, ApplyResult result, CancellationToken ct)
    {
        var said = context[visit.Other].Of(new SourceRecord("", "", Encoding.UTF8.GetBytes(sent.ToJsonString())));
        if (said.Record is null)
        {
            return null;
        }

        var made = await context[visit.Other].MadeAsync(result, ct);
        if (result is { Record: null, Version: { } version } && made.Record is { } shown
            && !string.Equals(shown.Version, version, StringComparison.Ordinal))
        {
            // Somebody has changed it since it was made: what it shows is theirs.
            return AgreedOf(visit, sent);
        }

        var (source, target) = ((JsonObject)said.Fields.DeepClone(), (JsonObject)said.Fields.DeepClone());
        foreach (var (field, value) in said.Fields.Where(_ => made.Record is not null))
        {
            target[field] = value is null ? null : made.Fields[field]?.DeepClone();
        }

        return visit.Other is Side.Left ? new AgreedRecord(target, source) : new AgreedRecord(source, target);
    }

    /// <summary>What became of a create whose answer was lost.</summary>
    private async Task<(PairLooked? Ended, bool IsRuledOut)> FindOutAsync(PairVisit visit, KnownLink? known, OpenCreate open,
        CancellationToken ct)
    {
        var target = context[visit.Other];
        if (open.Fields is not { } sent || !CanBeFoundOut(visit.Other, sent, open))
        {
            return (PairLooked.Failed(FailureCause.OutcomeUnknown, LeftOpen), false);
        }

        // A search that comes too early finds nothing, and a second one would be made.
        if (open.SentAt + target.Kind.SettlesWithin - context.Clock.GetUtcNow() is { } rest && rest > TimeSpan.Zero)
        {
            return (PairLooked.Failed(ApplyResult.Failed(
                FailureCause.OutcomeUnknown, "It was sent, but the answer was lost; the record is looked for when it must be there.", rest)
                with { IsLookedUp = true }), false);
        }

        // Of a create that is repeated under its key a system with such keys makes no second record.
        if (SearchField(visit.Other, sent) is not { } field)
        {
            return (await SendAsync(visit, known, (open.Key, sent), open, isRuledOut: false, ct), false);
        }

        var (free, failure) = await FreeAsync(visit, field, sent, ct);
        return free.Count switch
        {
            _ when failure is not null => (PairLooked.Failed(failure), false),
            0 => (null, true),
            1 => (await LinkAsync(visit, known, free[0].Id, PairLink.Created, AgreedOf(visit, sent)), false),
            _ => (PairLooked.Failed(
                FailureCause.OutcomeUnknown,
                $"A create was sent for this record, but its answer was lost; {free.Count} "
                    + "records could be what it made, the first of them "
                    + $"{free[0].Id} and {free[1].Id}. Link the right one by hand."), false),
        };
    }

    /// <summary>The records that may be what was made, for they have no partner.</summary>
    private async Task<(IReadOnlyList<SideRecord> Found, ApplyResult? Failure)> FreeAsync(
        PairVisit visit, string field, JsonObject sent, CancellationToken ct)
    {
        var target = context[visit.Other];

        // By what was sent, not by what the record says now: the lost one was made of that.
        var (found, failure) = await target.SearchAsync(field, target.Mapping.Find(field, sent)!, ct);
        var linked = await context.Store.ReadAsync(
            reader => PairLinkTable.LinkedAsync(reader, context.Flow.Name, visit.Other, found.Select(static one => one.Id)), ct);
        return ([.. found.Where(one => !linked.Contains(one.Id))], failure);
    }

    /// <summary>
    /// Of a record that was found only what was sent is sure: whatever it has become since is a change of the other side.
    /// </summary>
    private AgreedRecord? AgreedOf(PairVisit visit, JsonObject sent) =>
        context[visit.Other].Of(new SourceRecord("", "", Encoding.UTF8.GetBytes(sent.ToJsonString()))) is { Record: not null } said
            ? new AgreedRecord(said.Fields, (JsonObject)said.Fields.DeepClone()) : null;

    private bool CanBeFoundOut(Side target, JsonObject sent, OpenCreate? open) =>
        SearchField(target, sent) is not null || IsKeyRemembered(target, open);

    private bool IsKeyRemembered(Side target, OpenCreate? open) => context[target].Kind is var kind && kind.Has(Capability.CreateOnce)
        && (kind.KeysKeptFor is not { } kept || open is null || context.Clock.GetUtcNow() - open.OpenedAt < kept);

    /// <summary>The first field that was sent with a value, and tells by itself which record it is.</summary>
    private string? SearchField(Side target, JsonObject sent) => context.Pair.Identifying.FirstOrDefault(
        field => context[target].Finds(field) && context[target].Mapping.Find(field, sent) is { } value && value.ToString().Length > 0);

    private (string Key, JsonObject Fields) Send(PairVisit visit, JsonObject fields, OpenCreate? open) =>
        open is { Fields: { } sent, IsReleased: false } && IsKeyRemembered(visit.Other, open) ? (open.Key, sent)
            : (NewKey(visit, fields), fields);

    private string NewKey(PairVisit visit, JsonObject fields) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        $"{context.Flow.Name}\n{visit.Delivery.Subject}\n{visit.Delivery.Id}\n{fields.ToJsonString()}")).AsSpan(0, 16));

    /// <summary>Notes the create down before it is sent, unless somebody has linked the record by hand meanwhile.</summary>
    private Task<bool> MarkAsync(PairVisit visit, KnownLink? known, (string Key, JsonObject Fields) create) =>
        context.CommitAsync(visit, async (transaction, now) =>
        {
            // The flow before the deliveries, in the order of whoever links by hand; shared, for creates need not wait for each other.
            await PairLinkTable.EnterAsync(transaction, context.Flow.Name, shared: true);
            await DeliveryTable.EnterAsync(transaction);
            var link = await PairLinkTable.FindAsync(transaction, context.Flow.Name, visit.Side, visit.Id);
            return link?.Revision == known?.Link.Revision && await OpenCreate.MarkAsync(transaction, visit.Delivery, create, now);
        });

    private Task<bool> SettleAsync(PairVisit visit) => context.CommitAsync(visit, async (transaction, _) =>
    {
        await OpenCreate.SettleAsync(transaction, SqlValue.List([visit.Delivery.Id]));
        return true;
    });

    private static TimeSpan Longer(TimeSpan settles, TimeSpan? wish) => wish > settles ? wish.Value : settles;
}
