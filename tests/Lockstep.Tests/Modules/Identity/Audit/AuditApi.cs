using System.Text.Json.Nodes;
using Lockstep.Host;
using Lockstep.Host.Commands;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Modules.Identity.Audit;

/// <summary>Reads the audit log as its clients do.</summary>
internal static class AuditApi
{
    /// <summary>All entries that pass a filter, newest first, page by page.</summary>
    public static async Task<List<JsonNode>> AuditAsync(this TestApp app, string filter = "", int size = 500)
    {
        var all = new List<JsonNode>();
        string? next = null;
        do
        {
            var page = await app.GetAsync($"/api/audit?size={size}&{filter}{(next is null ? "" : $"&after={next}")}");
            page.Status.ShouldBe(200, page.Body?.ToJsonString());
            all.AddRange(page.Items.Select(item => item!));
            next = page.Next;
        }
        while (next is not null);
        return all;
    }

    public static async Task<JsonNode> SoonAsync(this TestApp app, string filter)
    {
        await TestApp.EventuallyAsync(async () => (await app.AuditAsync(filter)).Count > 0, $"the log has {filter}");
        return (await app.AuditAsync(filter))[0];
    }

    /// <summary>Runs <c>lockstep audit verify</c>.</summary>
    /// <param name="folder">The data folder.</param>
    /// <param name="anchor">What the log must begin with.</param>
    /// <param name="databases">On PostgreSQL the folder whose databases are meant; that one by default.</param>
    public static async Task<(int Code, string Output, string Errors)> VerifyAsync(
        string folder, string? anchor = null, string? databases = null)
    {
        await using var output = new StringWriter();
        await using var errors = new StringWriter();
        var settings = TestDatabases.SettingsOf(databases ?? folder);
        var code = await AuditCommand.RunAsync(
            new AuditSettings(folder, anchor, name => settings.GetValueOrDefault(name)), Program.Factory.Modules, output, errors,
            CancellationToken.None);
        return (code, output.ToString(), errors.ToString());
    }
}
