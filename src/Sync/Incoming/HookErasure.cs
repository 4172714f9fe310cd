using System.Globalization;
using System.Text;
using System.Text.Json;
using Lockstep.Contracts.Customers;
using Lockstep.Runtime.Outbox;
using Lockstep.Runtime.Storage;
using Lockstep.Sync.Flows;
using Lockstep.Sync.Pairs;
using Lockstep.Sync.Schema;

namespace Lockstep.Sync.Incoming;

/// <summary>
/// Takes a person out of what outside systems told: calls about a record that is linked to the customer, that name the customer's id, or
/// that have its e-mail address in them. What is left of such a call is that it came.
/// </summary>
internal sealed class HookErasure(SyncDatabase database, FlowRegistry flows) : IErasurePart
{
    private const string Reason = "The person was erased.";
    private const int PageRows = 50;

    public string Name => "incomingHooks";

    public async Task<long> EraseAsync(long customerId, string actor, CancellationToken ct)
    {
        var mentions = HistoryErasure.Mentions(customerId).Trim('%', ',');
        var linked = await LinkedAsync(customerId, ct);
        return await EraseAsync(hook => IsAbout(hook, linked) || Names(hook, mentions), ct);
    }

    public Task<long> EraseAddressAsync(string email, string actor, CancellationToken ct) => EraseAsync(
        hook => Encoding.UTF8.GetString(hook.Body).Contains(email, StringComparison.OrdinalIgnoreCase), ct);

    /// <summary>The records of outside systems that stand for the customer, by flow, as a call's subjects have them.</summary>
    private async Task<IReadOnlySet<(string Flow, string Subject)>> LinkedAsync(long customerId, CancellationToken ct)
    {
        var own = flows.All.Where(static flow => flow is { Incoming: not null, Target: "crm", TargetKind: "customer" });
        var id = customerId.ToString(CultureInfo.InvariantCulture);
        return await database.Store.ReadAsync(
            async reader =>
            {
                var rows = await reader.QueryAsync(
                    $"select flow, subject from links where {reader.Dialect.InTexts("flow", "$1")} and target_id = $2",
                    static row => (row.Text(0), row.Text(1)), SqlValue.List(own.Select(static flow => flow.Name)), id);
                return rows.Concat(await CustomerSides.PartnersAsync(reader, id)).ToHashSet();
            },
            ct);
    }

    private async Task<long> EraseAsync(Func<ErasableHook, bool> isMeant, CancellationToken ct)
    {
        var (last, count) = (0L, 0L);
        while (true)
        {
            var after = last;
            var page = await database.Store.ReadAsync(reader => HookTable.PageAsync(reader, after, PageRows), ct);
            if (page.Count == 0)
            {
                return count;
            }

            last = page[^1].Id;
            IReadOnlyList<long> meant = [.. page.Where(isMeant).Select(static hook => hook.Id)];
            if (meant.Count > 0)
            {
                count += await database.Store.WriteAsync(
                    transaction => HookTable.EraseAsync(transaction, meant, Reason, database.Clock.GetUtcNow()), ct);
            }
        }
    }

    private static bool IsAbout(ErasableHook hook, IReadOnlySet<(string Flow, string Subject)> linked) => linked.Count > 0
        && hook.Subjects is { } subjects
        && JsonSerializer.Deserialize(subjects, IncomingJson.Default.StringArray)!.Any(subject => linked.Contains((hook.Flow, subject)));

    /// <summary>Whether a member of that name has that number, and no longer one.</summary>
    private static bool Names(ErasableHook hook, string mention)
    {
        var text = string.Concat(Encoding.UTF8.GetString(hook.Body).Where(static one => !char.IsWhiteSpace(one)));
        for (var at = text.IndexOf(mention, StringComparison.Ordinal); at >= 0;
            at = text.IndexOf(mention, at + 1, StringComparison.Ordinal))
        {
            if (at + mention.Length == text.Length || !char.IsAsciiDigit(text[at + mention.Length]))
            {
                return true;
            }
        }

        return false;
    }
}
