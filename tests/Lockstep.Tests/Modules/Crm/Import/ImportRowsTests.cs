using Lockstep.Tests.Support;

namespace Lockstep.Tests.Modules.Crm.Import;

/// <summary>What becomes of single rows.</summary>
[RunsOnEachStore]
public sealed class ImportRowsTests(ImportFixture fixture) : IClassFixture<ImportFixture>
{
    private readonly ImportApi _api = fixture.Api;

    [Fact]
    public async Task The_same_file_again_changes_nothing()
    {
        const string Csv = "externalId,name,email,city\nsame-1,Ada,ada@same.example,London\n,,keyed@same.example,\n,Keyless "
            + "Karl,,Bonn\n,Karl by mail,karl@same.example,Bonn\n";
        var (status, first) = await _api.CsvAsync(Csv);
        var count = await _api.CountAsync();
        var (_, again) = await _api.CsvAsync(Csv);
        status.ShouldBe(200);
        ImportApi.Counts(first).ShouldBe((3, 0, 0, 1));
        ImportApi.Counts(again).ShouldBe((0, 0, 3, 1));
        (await _api.CountAsync()).ShouldBe(count);
        (await _api.CustomerAsync("same-1"))["version"]!.GetValue<int>().ShouldBe(1);
    }

    [Fact]
    public async Task An_imported_customer_has_history_event_search_and_a_welcome_package_like_any_other()
    {
        await _api.CsvAsync("externalId,name\nlike-1,Zebulon Quux\n", "source=shop");
        var id = (await _api.CustomerAsync("like-1"))["id"]!.GetValue<long>();
        var history = (await _api.GetAsync($"customers/{id}/history"))["items"]!.AsArray().ShouldHaveSingleItem()!;
        history["change"]!.GetValue<string>().ShouldBe("created");
        history["actor"]!.GetValue<string>().ShouldBe("user:1");
        (await _api.GetAsync("customers?q=zebulon"))["items"]!.AsArray().Count.ShouldBe(1);
        await TestApp.EventuallyAsync(
            async () => (await _api.GetAsync($"packages?customerId={id}"))["items"]!.AsArray().Count == 1, "the package is there");
    }

    [Fact]
    public async Task A_row_changes_only_the_columns_it_has()
    {
        await _api.CsvAsync("externalId,name,phone,city,country\npart-1,Ada,123,London,UK\n");
        var (_, import) = await _api.CsvAsync("externalId,city,phone\npart-1,Paris,\n");
        ImportApi.Counts(import).ShouldBe((0, 1, 0, 0));
        var customer = await _api.CustomerAsync("part-1");
        customer["name"]!.GetValue<string>().ShouldBe("Ada");
        customer["phone"].ShouldBeNull();
        customer["address"]!["city"]!.GetValue<string>().ShouldBe("Paris");
        customer["address"]!["country"]!.GetValue<string>().ShouldBe("UK");
        var changes = (await _api.GetAsync($"customers/{customer["id"]}/history"))["items"]!.AsArray();
        changes[0]!["fields"]!.ToJsonString().ShouldBe("""["phone","address"]""");
    }

    [Fact]
    public async Task An_empty_cell_takes_no_key_and_no_status_away()
    {
        await _api.CsvAsync("externalId,name,email,status\nkept-1,Ada,kept@same.example,inactive\n", "source=erp");
        var (_, import) = await _api.CsvAsync("externalId,name,email,status,source\n,Ada,kept@same.example,,\n", "source=shop");
        ImportApi.Counts(import).ShouldBe((0, 0, 1, 0));
        var customer = await _api.CustomerAsync("kept-1");
        ((string?)customer["source"], (string?)customer["status"], (long)customer["version"]!).ShouldBe(("erp", "inactive", 1));
    }

    [Fact]
    public async Task A_known_email_in_other_case_is_the_same_customer_and_gets_the_external_id()
    {
        await _api.CsvAsync("name,email\nAda,Ada@Known.example\n");
        var (_, import) = await _api.CsvAsync("externalId,email,city\nknown-1,ada@known.EXAMPLE,Rome\n", "source=erp");
        ImportApi.Counts(import).ShouldBe((0, 1, 0, 0));
        var customer = await _api.CustomerAsync("known-1");
        customer["source"]!.GetValue<string>().ShouldBe("erp");
        customer["name"]!.GetValue<string>().ShouldBe("Ada");
    }

    [Fact]
    public async Task An_email_of_another_customer_is_a_conflict_that_stops_nobody_else()
    {
        await _api.CsvAsync("externalId,name,email\nconf-1,Ada,one@conf.example\nconf-2,Bob,two@conf.example\n");
        var (_, import) = await _api.CsvAsync(
            "externalId,name,email\nconf-2,Bob,one@conf.example\nconf-3,Cid,ONE@conf.example\nconf-4,Dan,four@conf.example\n");
        ImportApi.Counts(import).ShouldBe((1, 0, 0, 2));
        var verdicts = await _api.VerdictsAsync(import, "?outcome=refused");
        verdicts.Length.ShouldBe(2);
        verdicts[0].ShouldMatch(@"^1,refused,,""?email: Is taken by customer \d+, which has the external id conf-1");
        (await _api.CustomerAsync("conf-2"))["email"]!.GetValue<string>().ShouldBe("two@conf.example");
    }

    [Fact]
    public async Task The_same_customer_twice_in_one_file_is_created_once_and_then_changed()
    {
        var (_, import) = await _api.CsvAsync("externalId,name\ntwice-1,Ada\ntwice-1,Ada\ntwice-1,Eve\n");
        ImportApi.Counts(import).ShouldBe((1, 1, 1, 0));
        (await _api.CustomerAsync("twice-1"))["name"]!.GetValue<string>().ShouldBe("Eve");
    }

    [Fact]
    public async Task Refused_rows_say_which_row_and_what_is_wrong_and_the_others_land()
    {
        var (_, import) = await _api.CsvAsync(
            $"externalId,name,email,status\nbad-1,{new string('x', 151)},,\n"
                + "bad-2,Bob,not-an-address,\n\nbad-3,Cid,,asleep\nbad-4,Dan,,Inactive\nbad-5\n");
        ImportApi.Counts(import).ShouldBe((1, 0, 0, 4));
        var verdicts = await _api.VerdictsAsync(import);
        verdicts[0].ShouldBe("1,refused,,\"name: Must have at most 150 characters; it has 151. Here name is '" + new string('x',
            60) + "…'.\",2");
        verdicts[1].ShouldStartWith("2,refused,,email: ");
        verdicts[2].ShouldBe("3,refused,,status: Must be active or inactive. Here status is 'asleep'.,5");
        verdicts[3].ShouldMatch(@"^4,created,\d+,,6$");
        verdicts[4].ShouldBe("5,refused,,Has 1 fields where the header has 4.,7");
    }

    [Fact]
    public async Task A_name_falls_back_to_the_organisation_and_then_to_the_external_id()
    {
        const string Csv = "externalId,company,country\nfall-1,Acme,UK\nfall-2,,France\n";
        await _api.CsvAsync(Csv);
        (await _api.CustomerAsync("fall-1"))["name"]!.GetValue<string>().ShouldBe("Acme");
        (await _api.CustomerAsync("fall-2"))["name"]!.GetValue<string>().ShouldBe("Customer fall-2");
        ImportApi.Counts((await _api.CsvAsync(Csv)).Body).ShouldBe((0, 0, 2, 0));
        await _api.CsvAsync("externalId,company\nfall-1,Acme Ltd\n");
        (await _api.CustomerAsync("fall-1"))["name"]!.GetValue<string>().ShouldBe("Acme Ltd");
    }

    [Fact]
    public async Task The_source_of_a_row_counts_before_the_source_of_the_file()
    {
        var (_, import) = await _api.CsvAsync("External ID,Source,Full-Name,name\nsrc-1,erp,x,Ada\nsrc-1,,x,Bob\n", "source=shop");
        ImportApi.Counts(import).ShouldBe((2, 0, 0, 0));
        import["ignoredColumns"]!.ToJsonString().ShouldBe("""["Full-Name"]""");
        (await _api.GetAsync("customers?externalId=src-1&source=shop"))["items"]!.AsArray().ShouldHaveSingleItem()!["name"]!
            .GetValue<string>()
            .ShouldBe("Bob");
    }

    [Fact]
    public async Task Ndjson_rows_are_imported_and_a_missing_member_changes_nothing()
    {
        var (_, import) = await _api.NdjsonAsync(
            """
            {"externalId":4711,"name":"Ada","phone":"1","address":{"city":"Рим","country":"IT"},"extra":[1,{"a":2}]}
            {"externalId":"4711","address":{"city":"Bari"}}
            {"externalId":"4712","name":"x","name":"y"}
            {"externalId":"4713","name":["x"]}
            {"externalId":"4714","name":"\ud800"}
            not json
            """);
        ImportApi.Counts(import).ShouldBe((1, 1, 0, 4));
        import["ignoredColumns"]!.ToJsonString().ShouldBe("""["extra"]""");
        var customer = await _api.CustomerAsync("4711");
        (customer["phone"]!.GetValue<string>(), customer["address"]!.ToJsonString()).ShouldBe(
            ("1", """{"line":null,"city":"Bari","region":null,"postalCode":null,"country":"IT"}"""));
    }
}
