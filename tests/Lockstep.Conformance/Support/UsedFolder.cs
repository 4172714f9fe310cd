using System.Net.Http.Json;
using System.Text.Json;

namespace Lockstep.Conformance.Support;

/// <summary>A data folder that a server has worked on, with a session on it; each test takes a copy.</summary>
public sealed class UsedFolder : IAsyncLifetime
{
    private readonly TempFolder _folder = new();

    /// <summary>A refresh token of a session that is open in the folder; good once in each copy.</summary>
    internal string Refresh { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        await using var server = ServerProcess.Start(_folder.Path);
        using var api = await server.ReadyAsync();
        using var answer = await api.Http.PostAsJsonAsync(
            "/api/auth/login", new { email = ServerProcess.AdminEmail, password = ServerProcess.AdminPassword });
        Refresh = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("refresh_token").GetString()!;
        await server.SignalAsync("TERM");
        await server.ExitAsync();
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    internal TempFolder Copy()
    {
        var copy = new TempFolder();
        foreach (var file in Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories))
        {
            var target = copy.File(Path.GetRelativePath(_folder.Path, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        return copy;
    }
}
