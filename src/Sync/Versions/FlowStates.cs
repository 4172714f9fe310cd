using System.Diagnostics.Metrics;
using Lockstep.Runtime.Telemetry;
using Lockstep.Sync.Flows;
using Microsoft.Extensions.Hosting;

namespace Lockstep.Sync.Versions;

/// <summary>Tells at <c>/metrics</c> how the flows of this process stand.</summary>
internal sealed class FlowStates : IHostedService
{
    /// <summary>The name of its figure.</summary>
    public const string Figure = "lockstep_flows";

    public FlowStates(LockstepMeter meter, FlowRegistry flows, FlowFolderWatch folder) => meter.Gauge(
        Figure, "{flow}", "Flows by how they stand; of those that are wrong, the files",
        () =>
        {
            var now = flows.Now;
            var paused = now.Texts.Count(flow => now.Paused.Contains(flow.Name));
            return
            [
                Of("running", now.Texts.Count - paused),
                Of("paused", paused),
                Of("wrong", folder.Wrong.Count),
            ];
        });

    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static Measurement<long> Of(string state, long count) => new(count, new KeyValuePair<string, object?>("state", state));
}
