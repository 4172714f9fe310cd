using System.Text.Json.Nodes;
using Lockstep.Tests.Modules.Crm.Import;
using Lockstep.Tests.Support;
using Microsoft.AspNetCore.Builder;

namespace Lockstep.Tests.Imports;

/// <summary>One app without flows, which would make packages for customers that are imported.</summary>
public sealed class UndoFixture : IAsyncLifetime
{
    private readonly TestFolder _flows = new();

    internal TestApp App { get; private set; } = null!;

    internal ImportApi Of(string resource) => new(App.Admin, resource);

    public async ValueTask InitializeAsync() =>
        App = await TestApp.StartAsync(WithoutFlows);

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        _flows.Dispose();
    }

    /// <summary>How every process of it starts.</summary>
    internal void WithoutFlows(WebApplicationBuilder builder) => builder.Configuration["LOCKSTEP_FLOWS"] = _flows.Path;

    /// <summary>Imports a file, all of whose rows are taken.</summary>
    internal async Task<JsonNode> ImportAsync(string resource, string csv, string query = "")
    {
        var (status, import) = await Of(resource).CsvAsync(csv, query);
        (status, (long?)import["refused"]).ShouldBe((200, 0), import.ToJsonString());
        return import;
    }

    /// <summary>Undoes an import, and waits for the end.</summary>
    internal async Task<JsonNode> UndoAsync(string resource, JsonNode import, string query = "")
    {
        var path = $"/api/{resource}/imports/{import["id"]}/undo";
        var begun = await App.PostAsync($"{path}{query}", "");
        (begun.Status, begun.Message.Headers.Location?.ToString()).ShouldBe((202, path), begun.Body?.ToJsonString());
        await TestApp.EventuallyAsync(
            async () => (string?)(await App.GetAsync(path)).Body!["state"] is "finished", "the undo comes to its end");
        return (await App.GetAsync(path)).Body!;
    }

    /// <summary>What would become of its records.</summary>
    internal async Task<JsonNode> PreviewAsync(string resource, JsonNode import)
    {
        var answer = await App.PostAsync($"/api/{resource}/imports/{import["id"]}/undo/preview", "");
        answer.Status.ShouldBe(200, answer.Body?.ToJsonString());
        return answer.Body!;
    }

    /// <summary>Deleted, restored, cancelled and kept records.</summary>
    internal static (int Deleted, int Restored, int Cancelled, int Kept) Counts(JsonNode undo) =>
        ((int)undo["deleted"]!, (int)undo["restored"]!, (int)undo["cancelled"]!, (int)undo["kept"]!);

    /// <summary>The lines about what became of records, without the header.</summary>
    internal async Task<string[]> VerdictsAsync(JsonNode undo, string query = "") =>
        (await App.Admin.GetStringAsync($"{undo["verdicts"]}{query}")).Split('\n', StringSplitOptions.RemoveEmptyEntries)[1..];
}
