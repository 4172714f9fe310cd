namespace Lockstep.Tests.Support;

/// <summary>One whole app for the tests of a class, which leave nothing behind that disturbs the others.</summary>
public sealed class AppFixture : IAsyncLifetime
{
    internal TestApp App { get; private set; } = null!;

    public async ValueTask InitializeAsync() => App = await TestApp.StartAsync();

    public ValueTask DisposeAsync() => App.DisposeAsync();
}
