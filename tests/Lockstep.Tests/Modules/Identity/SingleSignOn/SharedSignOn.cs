using Lockstep.Tests.Support;

namespace Lockstep.Tests.Modules.Identity.SingleSignOn;

/// <summary>One Identity beside one fake provider, for tests that leave both as they found them.</summary>
public sealed class SharedSignOn : IAsyncLifetime
{
    private readonly TestFolder _folder = new();

    internal FakeProvider Outside { get; private set; } = null!;

    internal IdentityApp App { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Outside = await FakeProvider.StartAsync();
        App = await IdentityApp.StartAsync(_folder.Path, Outside.Settings());
    }

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        await Outside.DisposeAsync();
        _folder.Dispose();
    }
}
