using System.Text.Json.Nodes;
using Lockstep.Tests.Support;
using Microsoft.AspNetCore.Builder;

namespace Lockstep.Tests.Modules.Crm.Import;

/// <summary>The way out, and back in.</summary>
[RunsOnEachStore]
public sealed class ExportTests
{
    [Fact]
    public async Task An_export_imported_again_changes_nothing_and_its_cells_are_harmless()
    {
        await using var app = await TestApp.StartAsync();
        var api = new ImportApi(app.Admin);
        string[] names = ["=1+1", "'=1+1", "''@x", "+49", "-", "\ttab", "\rcr", "'plain", "a, \"b\"\nc;d", "Иван", " blank "];
        foreach (var name in names)
        {
            await api.CreateAsync(new JsonObject { ["name"] = name, ["organisation"] = name });
        }

        await api.CreateAsync(
            new JsonObject
            {
                ["name"] = "K", ["externalId"] = "-1", ["source"] = "=erp", ["email"] = "=a@b.example", ["status"] = "inactive",
            });
        var csv = await api.ExportAsync();
        var cells = csv.Split('\n')[1..].SelectMany(line => line.Split(',')).Select(cell => cell.TrimStart('"'));
        cells.ShouldNotContain(cell =>
            cell.StartsWith('=') || cell.StartsWith('+') || cell.StartsWith('-') || cell.StartsWith('@') || cell.StartsWith('\t')
        );
        var (_, import) = await api.CsvAsync(csv);
        ImportApi.Counts(import).ShouldBe((0, 0, names.Length + 1, 0));
        (await api.CountAsync()).ShouldBe(names.Length + 1);
        (await api.ExportAsync()).ShouldBe(csv);
    }

    [Fact]
    public async Task An_export_reads_as_many_chunks_as_there_are_and_keeps_to_its_filters()
    {
        await using var app = await TestApp.StartAsync(builder => builder.Configuration["Export:ReadRows"] = "10");
        var api = new ImportApi(app.Admin);
        await api.CsvAsync(
            "externalId,name,status\n"
                + string.Concat(Enumerable.Range(1, 60).Select(n => $"x{n},N {n},{(n % 3 == 0 ? "inactive" : "active")}\n")));
        (await LinesAsync("")).ShouldBe(61);
        (await LinesAsync("?status=inactive")).ShouldBe(21);
        (await LinesAsync("?source=other")).ShouldBe(1);
        (await api.StatusAsync("customers/export?status=asleep")).ShouldBe(400);

        async Task<int> LinesAsync(string query) =>
            (await api.ExportAsync(query)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length;
    }
}
