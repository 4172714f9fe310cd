using System.Globalization;
using Lockstep.Connectors.Sdk;
using Lockstep.FaultyHost;
using Lockstep.Runtime.Outbox;
using Lockstep.Runtime.Security;
using Lockstep.Runtime.Storage;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

// The real system, with a fuse: LOCKSTEP_FUSE=AfterPublish:3 kills this process when it has published for the third time.
CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var fuse = Fuse.Parse(
    Environment.GetEnvironmentVariable("LOCKSTEP_FUSE") ?? throw new InvalidOperationException("LOCKSTEP_FUSE is missing."));
fuse.IsHeld = Environment.GetEnvironmentVariable("LOCKSTEP_FUSE_HELD") is "1";
await using var app = Lockstep.Host.Program.Build(decorate: builder =>
{
    builder.Services.DecorateKeyed<IStore>((_, store) => new FaultyStore(store, fuse));
    builder.Services.Decorate<ITransport>(transport => new FaultyTransport(transport, fuse));
    builder.Services.Decorate<IEventConsumer>(consumer => new FaultyConsumer(consumer, fuse));
    builder.Services.Decorate<IEnumerable<ISystem>>(systems => [.. systems.Select(system => new FaultySystem(system, fuse))]);
});
if (args is ["secrets", "rotate-master"])
{
    _ = app.Services.GetRequiredService<DataFolder>();
    await app.Services.GetRequiredService<MasterKeyChange>().RunAsync(null, CancellationToken.None);
    return;
}

await app.StartAsync();
var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
await Console.Out.WriteLineAsync($"Lockstep is ready: {string.Join("  ", addresses)}");
if (fuse.IsHeld)
{
    // A line on standard input says from when on passings count. On a thread of its own, because this read blocks and the thread that comes
    // out of StartAsync is one of the system: it may be in the middle of telling the writes of a group that they are committed.
    await Task.Factory.StartNew(Console.In.ReadLine, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    fuse.IsHeld = false;
}

await app.WaitForShutdownAsync();
