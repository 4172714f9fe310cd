using Lockstep.Connectors.Sdk;
using Lockstep.Sync.Flows;
using Lockstep.Sync.JmesPath.Values;

namespace Lockstep.Sync.Deliveries;

/// <summary>
/// What is done with a delivery before it goes: look what became of its record, ask the filter, and make the target's fields. None of it
/// touches the target, so none of it says how the target is.
/// </summary>
internal sealed class Preparation(SourceState sources, LinkTable links)
{
    /// <summary>A link may lead to what asks for the next one; more than this behind each other are a mistake.</summary>
    private const int LinkRoundsMax = 8;

    private const string Filtered = "The filter of the flow leaves it out.";

    /// <summary>How the delivery goes. Throws only when the process stops, or our own database is out of reach.</summary>
    /// <param name="flow">The flow.</param>
    /// <param name="delivery">What is brought.</param>
    /// <param name="isMapped">Whether the target is given fields.</param>
    /// <param name="clock">The time.</param>
    /// <param name="ct">The process stops.</param>
    public async Task<Fresh> PrepareAsync(Flow flow, Delivery delivery, bool isMapped, TimeProvider clock, CancellationToken ct)
    {
        var fresh = await sources.LookAsync(flow, delivery, clock, ct);
        if (flow.PassesEvents || fresh.SkipReason is not null || fresh.Failure is not null)
        {
            return fresh;
        }

        // What was deleted has no fields to judge by, and deletes must travel.
        if (!fresh.Delivery.IsDelete && flow.Filter?.Judge(fresh.Delivery.Payload) is var (isWanted, fault))
        {
            if (fault is not null)
            {
                return Failed(fresh, FailureCause.Mapping, $"filter: {fault}");
            }

            if (!isWanted)
            {
                return fresh with { SkipReason = Filtered };
            }
        }

        return isMapped ? await MapAsync(flow, fresh, ct) : fresh;
    }

    private async Task<Fresh> MapAsync(Flow flow, Fresh fresh, CancellationToken ct)
    {
        var known = new Dictionary<LinkName, string?>();
        for (var round = 0; round < LinkRoundsMax; round++)
        {
            var mapped = flow.Mapping.Apply(fresh.Delivery.Payload, known);
            if (mapped.Fields is { } fields)
            {
                return fresh with { Delivery = fresh.Delivery with { Fields = fields } };
            }

            // Only a mapping that asks for nothing more has faults that count: until then it was applied to links that are not known.
            if (mapped.Fault is { } fault)
            {
                return Failed(fresh, FailureCause.Mapping, fault);
            }

            try
            {
                if (mapped.Missing is [var missing, ..])
                {
                    return Failed(
                        fresh, FailureCause.Unlinked, $"{missing} is not linked yet: the record that it leads to has not arrived.")
                        with { WaitsFor = links.Parent(flow, missing) };
                }

                foreach (var (name, id) in await links.FindAsync(flow, mapped.Wanted, ct))
                {
                    known[name] = id;
                }
            }
            catch (LinkException error)
            {
                return Failed(fresh, error.Cause, error.Message);
            }
        }

        return Failed(fresh, FailureCause.Mapping, $"More than {LinkRoundsMax} links lead to each other.");
    }

    private static Fresh Failed(Fresh fresh, FailureCause cause, string message) =>
        fresh with { Failure = ApplyResult.Failed(cause, message) };
}
