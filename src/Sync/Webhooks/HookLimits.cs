using Lockstep.Sync.Deliveries;
using Lockstep.Sync.Subscriptions;

namespace Lockstep.Sync.Webhooks;

/// <summary>How deliveries go out to a URL: as much at once as webhooks may, in all else as to every system.</summary>
internal static class HookLimits
{
    public static DispatchOptions Of(OutgoingWebhookOptions webhooks, DispatchOptions systems) => new()
    {
        InFlightMax = webhooks.InFlightMax,
        MemoryMax = webhooks.MemoryMax,
        PollInterval = systems.PollInterval,
        BreakerFailures = systems.BreakerFailures,
        BreakerPause = systems.BreakerPause,
        BreakerPauseMax = systems.BreakerPauseMax,
    };
}
