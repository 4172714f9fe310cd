using System.Text.Json.Nodes;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Modules.Identity;

/// <summary>A data folder and an app on it for each test.</summary>
public abstract class IdentityTest : IAsyncLifetime
{
    private protected TestFolder Folder { get; } = new();

    private protected IdentityApp App { get; private set; } = null!;

    private protected virtual Dictionary<string, string?>? Settings => null;

    public async ValueTask InitializeAsync()
    {
        await IdentityApp.PrepareAsync(Folder.Path);
        App = await IdentityApp.StartAsync(Folder.Path, Settings);
    }

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected async Task RestartAsync()
    {
        await App.DisposeAsync();
        App = await IdentityApp.StartAsync(Folder.Path, Settings);
    }

    private protected static async Task<JsonObject> BodyAsync(HttpResponseMessage answer) =>
        JsonNode.Parse(await answer.Content.ReadAsStringAsync())!.AsObject();
}
