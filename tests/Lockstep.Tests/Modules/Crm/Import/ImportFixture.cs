using Lockstep.Tests.Support;

namespace Lockstep.Tests.Modules.Crm.Import;

/// <summary>One app for tests whose customers have keys of their own.</summary>
public sealed class ImportFixture : IAsyncLifetime
{
    internal ImportApi Api { get; private set; } = null!;

    internal TestApp App { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        App = await TestApp.StartAsync();
        Api = new ImportApi(App.Admin);
    }

    public ValueTask DisposeAsync() => App.DisposeAsync();
}
