using Lockstep.Tests.Modules.Crm.Import;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Imports;

/// <summary>A row that can't be written, for whatever reason, costs itself and no other row.</summary>
[RunsOnEachStore]
public sealed class PoisonRowTests
{
    private static readonly string[] Trigger = TestDatabases.IsPostgres
        ? [
            """
            create function poison() returns trigger language plpgsql as
            $f$ begin if new.name like 'Poison%' then raise exception 'poisoned'; end if; return new; end $f$
            """,
            "create trigger poison before insert on customers for each row execute function poison()",
        ]
        : ["create trigger poison before insert on customers when new.name like 'Poison%' begin select raise(abort, 'poisoned'); end"];

    [Fact]
    public async Task A_row_that_the_store_throws_at_is_refused_with_its_number_and_all_others_are_in()
    {
        await using var app = await TestApp.StartAsync();
        await BehindTheBack.RunAsync(app.Data, "crm", Trigger);
        var api = new ImportApi(app.Admin);
        int[] bad = [1, 400, 401, 1_000];
        var rows = Enumerable.Range(1, 1_000).Select(row => $"poison-{row},{(bad.Contains(row) ? "Poison" : "Name")} {row}\n");
        var (status, import) = await api.CsvAsync($"externalId,name\n{string.Concat(rows)}");
        status.ShouldBe(200);
        ImportApi.Counts(import).ShouldBe((996, 0, 0, 4));
        ((string)import["state"]!).ShouldBe("finished");
        var refused = await api.VerdictsAsync(import, "?outcome=refused");
        refused.Select(line => int.Parse(line.Split(',')[0], System.Globalization.CultureInfo.InvariantCulture)).ShouldBe(bad);
        refused[0].ShouldContain("can't be kept");
        (await api.CountAsync()).ShouldBe(996);
    }

    [Theory]
    [InlineData("0001-01-01T00:00:00", "zone=Asia/Tokyo")]
    [InlineData("0001-01-01T00:00:00+14:00", "")]
    [InlineData("9999-12-31T23:59:59", "zone=America/New_York")]
    public async Task A_time_at_the_end_of_the_calendar_is_a_refused_row(string time, string query)
    {
        await using var app = await TestApp.StartAsync();
        var api = new ImportApi(app.Admin, "products/stock");
        var (status, import) = await api.CsvAsync($"sku,quantity,countedAt\nNONE,1,{time}\n", query);
        (status, (int)import["refused"]!).ShouldBe((200, 1));
        (await api.VerdictsAsync(import)).ShouldHaveSingleItem().ShouldContain(time);
    }

    [Theory]
    [InlineData("customers", "externalId,name\nbroken-1,Good\nbroken-2,a\ufffeb\nbroken\ufffe-3,Bad\n", 1)]
    [InlineData("products", "sku,name,price\nNUL-1,Good,1\nNUL\0-2,Bad,1\nNUL-3,Bad\0,1\n", 1)]
    [InlineData("products/stock", "sku,quantity\nNUL\0,1\n\ufffe,1\n", 0)]
    [InlineData("orders", "externalId,sku,quantity,customerEmail\nn1,S\0,1,\nn2\0,S,1,\nn3,S,1,a\0@example.com\n", 0)]
    public async Task What_one_store_can_not_hold_no_store_takes_and_its_row_alone_is_refused(string resource, string csv, int created)
    {
        await using var app = await TestApp.StartAsync();
        var api = new ImportApi(app.Admin, resource);
        var (status, import) = await api.CsvAsync(csv);
        (status, (int)import["created"]!, (int)import["refused"]!).ShouldBe((200, created, csv.Split('\n').Length - 2 - created));
        (await api.VerdictsAsync(import, "?outcome=refused")).ShouldAllBe(line => line.Contains("U+", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_verdict_shows_the_refused_value_and_no_control_letter()
    {
        await using var app = await TestApp.StartAsync();
        var api = new ImportApi(app.Admin);
        var (_, import) = await api.CsvAsync("externalId,name,email\nv-1,Ada,\u001b[31mno\u202eaddress\n");
        var line = (await api.VerdictsAsync(import)).ShouldHaveSingleItem();
        line.ShouldContain("Here email is '<U+001B>[31mno<U+202E>address'.");
        line.Any(char.IsControl).ShouldBeFalse();
    }
}
