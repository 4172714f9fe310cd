using Lockstep.Runtime.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Lockstep.Runtime.Modules;

/// <summary>
/// Reads the fields that people gave to records before the first request, and again when another process has defined one.
/// </summary>
internal sealed partial class CustomFieldsTail(IStore store, CustomFields fields, TimeProvider clock, ILogger<CustomFieldsTail> logger)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await fields.LoadAsync(store, cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var pause = new Pause(Interval, clock, store.Signals.On(CustomFields.Topic));
        await pause.WaitAsync(stoppingToken);
        await Rounds.RunAsync(ct => fields.LoadAsync(store, ct), error => NotRead(store.Name, error.Message), pause, stoppingToken);
    }

    [LoggerMessage(1010, LogLevel.Warning, "the custom fields of {Module} could not be read ({Reason}); those of before hold")]
    private partial void NotRead(string module, string reason);
}
