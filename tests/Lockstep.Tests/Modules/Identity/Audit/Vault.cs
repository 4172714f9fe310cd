using System.Globalization;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.Storage.Sqlite;
using Lockstep.Tests.Support;
using Microsoft.Extensions.Configuration;

namespace Lockstep.Tests.Modules.Identity.Audit;

/// <summary>The data folder of an installation that has stopped, for somebody to work on its files.</summary>
public sealed class Vault : IAsyncLifetime
{
    private static readonly string[] Triggers = ["audit_stays", "audit_stays_whole", "audit_personal_stays", "audit_seals_stay", "audit_seals_stay_whole", "audit_head_grows", "audit_head_stays"];
    private readonly TestFolder _folder = new();
    private readonly Dictionary<string, byte[]> _files = new(StringComparer.Ordinal);

    public string Folder => _folder.Path;

    /// <summary>An earlier state of identity.db, and the newest place in the log at the end.</summary>
    internal (byte[] Database, string Anchor) Earlier { get; private set; }

    /// <summary>Entries in the log, all of them sealed.</summary>
    internal long Entries { get; private set; }

    public async ValueTask InitializeAsync()
    {
        await LiveAsync(1);
        var earlier = await File.ReadAllBytesAsync(_folder.File("identity.db"));
        await LiveAsync(2);
        foreach (var file in new[] { "identity.db", "crm.db" })
        {
            File.Exists(_folder.File(file + "-wal")).ShouldBeFalse("all is in the file itself");
            _files[file] = await File.ReadAllBytesAsync(_folder.File(file));
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
        var file = _folder.File(database + ".db");
        using (var connection = SqliteConnection.Open(file, "tamper", new SqliteOptions()))
        {
            connection.Run("pragma synchronous = off");
            connection.Run("pragma ignore_check_constraints = on");
            connection.Begin();
            foreach (var statement in (string[])[.. database is "identity" ? Triggers.Select(name => $"drop trigger {name}") : [], .. statements])
            {
                connection.Run(statement);
            }

            connection.Run("commit");
        }

        return await CheckAsync(anchor, database + ".db");
    }

    /// <summary>What the check says of another identity.db in the place of the present one.</summary>
    internal async Task<(int Code, string Said)> WithAsync(byte[] database, string? anchor = null)
    {
        await File.WriteAllBytesAsync(_folder.File("identity.db"), database);
        return await CheckAsync(anchor, "identity.db");
    }

    /// <summary>Values out of the database.</summary>
    internal async Task<IReadOnlyList<T>> ReadAsync<T>(string sql, RowReader<T> read)
    {
        using var connection = SqliteConnection.Open(_folder.File("identity.db"), "look", new SqliteOptions());
        return await connection.QueryAsync(sql, read);
    }

    private async Task<(int Code, string Said)> CheckAsync(string? anchor, string changed)
    {
        var (code, output, errors) = await AuditApi.VerifyAsync(Folder, anchor);
        foreach (var rest in new[] { "-wal", "-shm" })
        {
            File.Delete(_folder.File(changed + rest));
        }

        await File.WriteAllBytesAsync(_folder.File(changed), _files[changed]);
        return (code, output + errors);
    }

    /// <summary>A process that lives for a few changes, a refusal and an export.</summary>
    private async Task LiveAsync(int run)
    {
        await using var app = await TestApp.StartAsync(builder => builder.Configuration.AddInMemoryCollection(AuditFixture.Quick), _folder.Path);
        var id = await app.AddCustomerAsync($$"""{"name":"Ada {{run}}"}""");
        (await app.Admin.SendAsync(HttpMethod.Delete, $"/api/customers/{id}", null)).Status.ShouldBe(204);
        using var stranger = app.As("support");
        (await stranger.SendAsync(HttpMethod.Post, "/api/customers", null)).Status.ShouldBe(403);
        using var export = await app.Admin.GetAsync("/api/customers/export");
        await TestApp.EventuallyAsync(async () => (await app.AuditAsync("action=package:created")).Count == run, "the package is in the log");
        await app.SoonAsync($"action=customer:deleted&target=customers/{id}");
    }
}
