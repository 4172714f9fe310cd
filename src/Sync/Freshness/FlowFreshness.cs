using Lockstep.Sync.Flows;

namespace Lockstep.Sync.Freshness;

/// <summary>How fresh a flow is. Decided by what the tables say and the instant alone, so that every process says the same.</summary>
/// <param name="Flow">The flow.</param>
/// <param name="Age">How old the oldest change is that is not delivered yet, or may be: a source that can't be asked may have some.</param>
/// <param name="LateSince">Since when it is late; null when it is not. Without a target it is so only when it is held.</param>
/// <param name="Reason">
/// Why: <c>behind</c> (changes wait too long), <c>unheard</c> (the source could not be asked), <c>silent</c> (the canary did not come
/// out), or <c>held</c> (so many records seem gone that a person must confirm it).
/// </param>
/// <param name="Message">The same in a sentence.</param>
internal sealed record FlowFreshness(Flow Flow, TimeSpan Age, DateTimeOffset? LateSince, string? Reason, string? Message)
{
    /// <summary>Decides.</summary>
    public static FlowFreshness Of(Flow flow, FlowFacts facts, DateTimeOffset now)
    {
        // A clock at the source that is ahead makes no change younger than now.
        var waited = Since(facts.Oldest, now);
        var polled = facts.PolledAt is { } at ? flow.WaitedFrom(at) : facts.PolledAt;
        var unheard = Since(polled, now) is var silence && silence > flow.Triggered.Max(static side => side.Poll?.Every)
            ? silence : TimeSpan.Zero;
        var age = waited > unheard ? waited : unheard;
        if (facts.Held is var (since, reason))
        {
            return new FlowFreshness(flow, age, since, "held", reason);
        }

        if (flow.FreshnessTarget is not { } target)
        {
            return new FlowFreshness(flow, age, null, null, null);
        }

        if (age > target)
        {
            return waited >= unheard
                ? new FlowFreshness(flow, age, facts.Oldest + target, "behind", "A change has been waiting for longer than the target.")
                : new FlowFreshness(flow, age, polled + target, "unheard", $"{Polled(flow)} has not told its changes for so long.");
        }

        return flow.Canary is not null && facts.ArrivedAt is null && Since(facts.SentAt, now) > target
            ? new FlowFreshness(
                flow, age, facts.SentAt + target, "silent",
                facts.Fault is { } fault ? $"The canary could not be written: {fault}"
                    : "The change of the canary has not come out at the target.")
            : new FlowFreshness(flow, age, null, null, null);
    }

    private static string Polled(Flow flow) =>
        string.Join(" or ", flow.Triggered.Where(static side => side.Poll is not null).Select(static side => side.Source));

    private static TimeSpan Since(DateTimeOffset? at, DateTimeOffset now) =>
        at is { } then && now > then ? now - then : TimeSpan.Zero;
}
