using System.Text;
using Microsoft.Playwright;

namespace Lockstep.Conformance.Portal;

[Collection(WithPortal.Name)]
public sealed class When_files_are_brought_in(Chromium chromium, PortalSite site)
{
    private const string People =
        """
        Wie sie heißt;E-Mail;Dort
        Jürgen Groß;juergen@harbour.example;Köln
        Known now;known@harbour.example;Porto
        Nobody;not an address;

        """;

    [FullFact]
    public async Task What_a_file_would_do_is_seen_changed_done_and_kept_row_by_row()
    {
        var known = await site.Api.PostAsync("/api/customers", new { name = "Known before", email = "known@harbour.example" });
        await using var visit = await site.VisitAsync(chromium);
        await visit.GoAsync("/imports/customers");
        await ChooseAsync(visit, "people.csv", People, Encoding.Latin1);
        await visit.ShowsAsync("semicolon ;");
        await Assertions.Expect(Becomes(visit, "Wie sie heißt")).ToContainTextAsync("left out");
        await visit.ChooseAsync("What the column Wie sie heißt becomes", "Name");
        await visit.ChooseAsync("What the column Dort becomes", "City");
        await Assertions.Expect(visit.Row("Jürgen Groß").Last).ToContainTextAsync("new");
        var changed = visit.Row("Known now").Last;
        await Assertions.Expect(changed).ToContainTextAsync("changed");
        await Assertions.Expect(changed).ToContainTextAsync("Known before");
        await Assertions.Expect(visit.Row("not an address").Last).ToContainTextAsync("refused");
        (await site.Api.CountAsync("/api/customers?q=harbour.example")).ShouldBe(1, "nothing is changed before");

        await visit.Button("Import").ClickAsync();
        await visit.ShowsAsync("The import is done");
        foreach (var count in (string[])["1 new", "1 changed", "0 unchanged", "1 refused"])
        {
            await visit.ShowsAsync(count);
        }

        var verdicts = await DownloadAsync(visit, visit.Link("Outcome of each row (CSV)"));
        verdicts.Split('\n')[1..4].Select(static line => line.Split(',')[1]).ShouldBe(["created", "updated", "refused"]);
        var now = await site.Api.GetAsync($"/api/customers/{known.GetProperty("id").GetInt64()}");
        (now.GetProperty("name").GetString(), now.GetProperty("address").GetProperty("city").GetString()).ShouldBe(("Known now", "Porto"));
        await visit.Link("Show the records").ClickAsync();
        await visit.ShowsAsync("Jürgen Groß");

        await visit.GoAsync("/imports/customers");
        await ChooseAsync(visit, "again.csv", "name,email\nKnown now,known@harbour.example\n", Encoding.UTF8);
        await Assertions.Expect(visit.Row("Known now").Last).ToContainTextAsync("unchanged");
    }

    [FullFact]
    public async Task A_file_that_can_not_be_read_says_why_and_can_not_be_imported()
    {
        await using var visit = await site.VisitAsync(chromium);
        await visit.GoAsync("/imports/products");
        await ChooseAsync(visit, "wrong.xlsx", "PK\u0003\u0004 and no workbook", Encoding.UTF8);
        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Alert).First).ToBeVisibleAsync();
        await Assertions.Expect(visit.Button("Import")).ToBeDisabledAsync();
        await visit.Button("Cancel").ClickAsync();
        await visit.ShowsAsync("Drop a file here, or click to choose one");
    }

    [FullFact]
    public async Task A_file_is_dropped_from_elsewhere()
    {
        await using var visit = await site.VisitAsync(chromium);
        await visit.GoAsync("/imports/products");
        var transfer = await visit.Page.EvaluateHandleAsync(
            """
            () => {
                const data = new DataTransfer();
                data.items.add(new File(['SKU,Name,Price,Currency\nDROP-1,Dropped,"1,50",EUR\n'], 'goods.csv', { type: 'text/csv' }));
                return data;
            }
            """);
        await visit.Text("Drop a file here, or click to choose one").DispatchEventAsync("drop", new { dataTransfer = transfer });
        await Assertions.Expect(visit.Row("DROP-1").Last).ToContainTextAsync("price: Must be a number");
        await visit.ChooseAsync("Decimal sign", "comma: 12,50");
        await Assertions.Expect(visit.Row("DROP-1").Last).ToContainTextAsync("new");
        await visit.Button("Import").ClickAsync();
        await visit.ShowsAsync("1 new");
        var made = (await site.Api.GetAsync("/api/products?q=DROP-1")).GetProperty("items")[0];
        made.GetProperty("price").GetDecimal().ShouldBe(1.5m);
    }

    private static ILocator Becomes(Visit visit, string column) =>
        visit.Page.GetByRole(AriaRole.Combobox, new PageGetByRoleOptions { Name = $"What the column {column} becomes" });

    private static Task ChooseAsync(Visit visit, string name, string text, Encoding encoding) => visit.Page.Locator("input[type=file]")
        .SetInputFilesAsync(new FilePayload { Name = name, MimeType = "text/csv", Buffer = encoding.GetBytes(text) });

    private static async Task<string> DownloadAsync(Visit visit, ILocator link)
    {
        var download = await visit.Page.RunAndWaitForDownloadAsync(() => link.ClickAsync());
        using var reader = new StreamReader(await download.CreateReadStreamAsync());
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
    }
}
