using Lockstep.Tests.Support;

namespace Lockstep.Tests.Connectors;

/// <summary>One whole app without flows, for which nothing is under way but what a test begins.</summary>
public sealed class FlowlessApp : IAsyncLifetime
{
    private readonly DirectoryInfo _flows = Directory.CreateTempSubdirectory("lockstep-");

    internal TestApp App { get; private set; } = null!;

    public async ValueTask InitializeAsync() =>
        App = await TestApp.StartAsync(builder => builder.Configuration["LOCKSTEP_FLOWS"] = _flows.FullName);

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        _flows.Delete(recursive: true);
    }
}
