using System.Globalization;
using Lockstep.Runtime.Storage;
using Lockstep.Tests.Support;
using Microsoft.Extensions.Configuration;

namespace Lockstep.Tests.Modules.Identity.Audit;

/// <summary>The data folder of an installation that has stopped, for somebody to work on its databases.</summary>
public sealed class StoppedFolder : IAsyncLifetime
{
    private readonly TestFolder _folder = new();
    private readonly Dictionary<string, byte[]> _kept = new(StringComparer.Ordinal);

    public string Folder => _folder.Path;

    /// <summary>An earlier state of Identity's database, and the newest place in the log at the end.</summary>
    internal (byte[] Database, string Anchor) Earlier { get; private set; }

    /// <summary>Entries in the log, all of them sealed.</summary>
    internal long Entries { get; private set; }

    public async ValueTask InitializeAsync()
    {
        await LiveAsync(1);
        var earlier = await BehindTheBack.KeepAsync(Folder, "identity", "earlier");
        await LiveAsync(2);
        foreach (var module in new[] { "identity", "crm", "inventory" })
        {
            _kept[module] = await BehindTheBack.KeepAsync(Folder, module, "latest");
        }

        var (code, output, errors) = await AuditApi.VerifyAsync(Folder);
        code.ShouldBe(0, output + errors);
        output.ShouldNotContain("not sealed");
        var words = output.Split(' ');
        (Earlier, Entries) = ((earlier, words[6].TrimEnd(',')), long.Parse(words[1], CultureInfo.InvariantCulture));
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>What the check says after somebody ran statements on a database; afterwards all is as before.</summary>
    internal async Task<(int Code, string Said)> AfterAsync(string[] statements, string? anchor = null, string database = "identity")
    {
        await BehindTheBack.RunAsync(Folder, database, statements);
        return await CheckAsync(anchor, database);
    }

    /// <summary>What the check says of another state of Identity's database in the place of the present one.</summary>
    internal async Task<(int Code, string Said)> WithAsync(byte[] database, string? anchor = null)
    {
        await BehindTheBack.PutBackAsync(Folder, "identity", database);
        return await CheckAsync(anchor, "identity");
    }

    /// <summary>Values out of the database.</summary>
    internal Task<IReadOnlyList<T>> ReadAsync<T>(string sql, RowReader<T> read) => BehindTheBack.QueryAsync(Folder, "identity", sql, read);

    private async Task<(int Code, string Said)> CheckAsync(string? anchor, string changed)
    {
        var (code, output, errors) = await AuditApi.VerifyAsync(Folder, anchor);
        await BehindTheBack.PutBackAsync(Folder, changed, _kept[changed]);
        return (code, output + errors);
    }

    /// <summary>A process that lives for a few changes, a refusal and an export.</summary>
    private async Task LiveAsync(int run)
    {
        await using var app = await TestApp.StartAsync(
            builder => builder.Configuration.AddInMemoryCollection(AuditFixture.Quick), _folder.Path);
        var id = await app.AddCustomerAsync($$"""{"name":"Ada {{run}}"}""");
        (await app.DeleteCustomerAsync(id)).Status.ShouldBe(204);
        if (run == 1)
        {
            (await app.PostAsync("/api/clients", """{"name":"Poller","clientId":"poller","roles":["support"]}""")).Status.ShouldBe(201);
        }

        using var stranger = app.As("support");
        (await stranger.SendAsync(HttpMethod.Post, "/api/customers", null)).Status.ShouldBe(403);
        using var export = await app.Admin.GetAsync("/api/customers/export");
        await TestApp.EventuallyAsync(
            async () => (await app.AuditAsync("action=package:created")).Count == run, "the package is in the log");
        await app.SoonAsync($"action=customer:deleted&target=customers/{id}");
    }
}
