using System.Text.Json.Nodes;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Lockstep.Sync.Flows;
using Lockstep.Sync.Merging;
using Lockstep.Sync.Schema;

namespace Lockstep.Sync.Pairs;

/// <summary>What a person decides of a conflict.</summary>
/// <param name="Take">A side, the base, a value, or none.</param>
/// <param name="Value">The value as JSON; null when none was given.</param>
/// <param name="IsRule">Whether it holds for the field from then on.</param>
internal sealed record PairChoice(string Take, string? Value, bool IsRule);

/// <summary>Takes decisions of people in: the next look, which follows at once, goes by them.</summary>
internal sealed class PairDecisions(SyncDatabase database, FlowRegistry flows, PairLinks links, PairQueue queue)
{
    /// <summary>Decides one conflict.</summary>
    /// <returns>Why not; null when it is decided.</returns>
    public async ValueTask<Refusal?> DecideAsync(ITransaction transaction, long id, PairChoice choice, string actor)
    {
        if (await transaction.FirstAsync($"select {PairConflict.Columns} from pair_conflicts where id = $1", PairConflict.Read,
            id) is not { } asked)
        {
            return Refusal.NotFound("conflict", id);
        }

        if (!flows.ByName.TryGetValue(asked.Flow, out var flow) || flow.Pair is null)
        {
            return Refusal.Of(RefusalCode.Conflict, "flow", $"The flow {asked.Flow} is not in force, so nothing would act on it.");
        }

        // What was read before this lock only says whose flow it is; all that counts is read again behind it.
        await PairLinkTable.EnterAsync(transaction, asked.Flow);
        if (asked.LinkId is { } link)
        {
            // Before the conflict, as a look does it: two writes that need both never wait for each other.
            await PairLinkTable.DoubtAsync(transaction, link);
        }

        if (await PairConflictTable.FindAsync(transaction, id) is not { State: not PairConflict.Settled } conflict)
        {
            return Refusal.Of(RefusalCode.Conflict, "id", $"The conflict {id} is settled already.");
        }

        return Refuse(conflict, choice)
            ?? (conflict.Kind is PairConflict.Ambiguous ? await ChooseAsync(transaction, flow, conflict, choice, actor)
                : await DecideAsync(transaction, flow, conflict, choice, actor));
    }

    private static Refusal? Refuse(PairConflict conflict, PairChoice choice)
    {
        string[] takes = conflict.Kind switch
        {
            PairConflict.OfField => [PairConflict.TakeLeft, PairConflict.TakeRight, PairConflict.TakeBase, PairConflict.TakeValue],
            PairConflict.OfDelete => [PairConflict.TakeLeft, PairConflict.TakeRight],
            _ => [PairConflict.TakeValue, PairConflict.TakeNone],
        };
        if (!takes.Contains(choice.Take, StringComparer.Ordinal))
        {
            return Refusal.Invalid("take", $"Must be one of {string.Join(", ", takes)} for a conflict of this kind.");
        }

        if (choice.Take is PairConflict.TakeBase && conflict.Base is null)
        {
            return Refusal.Invalid("take", "Can't be base: both sides never agreed on a value of it.");
        }

        return choice.IsRule
            && (conflict.Kind is not PairConflict.OfField || choice.Take is not (PairConflict.TakeLeft or PairConflict.TakeRight))
            ? Refusal.Invalid("asRule", "Can be true only where a side of a field is taken.") : null;
    }

    private async ValueTask<Refusal?> DecideAsync(
        ITransaction transaction, Flow flow, PairConflict conflict, PairChoice choice, string actor)
    {
        var now = database.Clock.GetUtcNow();

        // Noted down with the look that carries it out, in one commit: decided and never done, nobody would ask again.
        await NoteAsync(transaction, conflict, choice, actor, now);
        if (choice.IsRule)
        {
            var end = conflict.Path.IndexOfAny(['.', '[']);
            await PairRuleTable.SetAsync(
                transaction, conflict.Flow, end > 0 ? conflict.Path[..end] : conflict.Path, choice.Take, actor, now);
        }

        if (await PairLinkTable.FindAsync(transaction, conflict.LinkId!.Value) is { LeftId: { } left })
        {
            await queue.AddAsync(transaction, flow, Side.Left, left);
        }

        return null;
    }

    /// <summary>A person says which of several is the partner, or that none is.</summary>
    private async ValueTask<Refusal?> ChooseAsync(
        ITransaction transaction, Flow flow, PairConflict conflict, PairChoice choice, string actor)
    {
        if (flow.Pair!.Find(conflict.About) is not var (side, id))
        {
            return Refusal.Of(RefusalCode.Conflict, "flow", "The flow is about other systems or kinds by now.");
        }

        if (choice.Take is PairConflict.TakeNone)
        {
            await NoteAsync(transaction, conflict, choice, actor, database.Clock.GetUtcNow());
            await queue.AddAsync(transaction, flow, side, id);
            return null;
        }

        // Only one of those that were offered: any other id would link a stranger, and its fields would be merged.
        var candidates = PairConflict.Node(side is Side.Left ? conflict.Right : conflict.Left) as JsonArray ?? [];
        var chosen = PairConflict.Node(choice.Value) is JsonValue value ? value.ToString() : null;
        if (chosen is null || !candidates.Any(one => string.Equals(one?["id"]?.ToString(), chosen, StringComparison.Ordinal)))
        {
            return Refusal.Invalid(
                "value",
                    $"Must be the id of one of those that it may be: {string.Join(", ", candidates.Select(static one => one?["id"]))}.");
        }

        var (left, right) = side is Side.Left ? (id, chosen) : (chosen, id);
        return (await links.LinkAsync(transaction, flow, left, right, PairLink.ByHand)).Refusal;
    }

    private static ValueTask NoteAsync(
        ITransaction transaction, PairConflict conflict, PairChoice choice, string actor, DateTimeOffset now) => transaction.SendAsync(
        """
        update pair_conflicts set state = 'decided', decision = $2, value = $3, decided_by = $4, decided_at = $5
        where id = $1 and state <> 'settled'
        """,
        conflict.Id, choice.Take, choice.Take is PairConflict.TakeValue ? choice.Value ?? "null" : null, actor, now);
}
