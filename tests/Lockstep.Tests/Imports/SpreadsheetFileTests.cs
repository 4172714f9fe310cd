using Lockstep.Tests.Modules.Crm.Import;

namespace Lockstep.Tests.Imports;

/// <summary>Files as spreadsheets, shops and databases write them.</summary>
public sealed class SpreadsheetFileTests(ImportFixture fixture) : IClassFixture<ImportFixture>
{
    private readonly ImportApi _api = fixture.Api;

    [Theory]
    [InlineData("sep=;\r\nexternalId;name;email\r\nSL1;Sep Line;sl1@example.com\r\n", "SL1", "Sep Line")]
    [InlineData("\"sep=,\"\r\nexternalId,name\r\nSL2,Sep Quoted\r\n", "SL2", "Sep Quoted")]
    [InlineData("SEP=|\nexternalId|name\nSL3|Pipe, and; more\n", "SL3", "Pipe, and; more")]
    [InlineData("externalId|name\nSL4|Pipe Found\n", "SL4", "Pipe Found")]
    public async Task The_separator_may_be_named_by_the_first_line(string csv, string id, string name)
    {
        ImportApi.Counts((await _api.CsvAsync(csv, "source=sl")).Body).ShouldBe((1, 0, 0, 0));
        ((string)(await _api.CustomerAsync(id))["name"]!).ShouldBe(name);
    }

    [Fact]
    public async Task Line_numbers_stay_those_of_the_file()
    {
        var (_, import) = await _api.CsvAsync("sep=;\r\nexternalId;name;email\r\nSN1;A;nonsense\r\n");
        (await _api.VerdictsAsync(import)).ShouldHaveSingleItem().ShouldEndWith(",3");
    }

    [Fact]
    public async Task Rows_and_cells_without_content_do_not_count()
    {
        var (_, import) = await _api.CsvAsync(
            "externalId,name,email,,\r\nTC1,Trail One,tc1@example.com,\r\nTC2,Trail Two,tc2@example.com\r\n"
            + ",,\r\n,,,,,\r\n   \r\nTC3,Trail Three,,,x\r\n");
        ImportApi.Counts(import).ShouldBe((2, 0, 0, 1));
        (await _api.VerdictsAsync(import, "?outcome=refused")).ShouldHaveSingleItem().ShouldStartWith("3,refused,,Has 5 fields");
    }

    [Theory]
    [InlineData("Record ID,First Name,Last Name,Email\nFL1,Ann,Probe,fl1@example.com\n", "map=Record ID=externalId", "FL1", "Ann Probe")]
    [InlineData("externalId,surname,given_name,company\nFL2,Probe,Bo,Probe Ltd\n", "", "FL2", "Bo Probe")]
    [InlineData("externalId,Customer Name,Company\nFL3,Cid Probe,Probe Ltd\n", "", "FL3", "Cid Probe")]
    [InlineData("externalId,Full Name,First Name,Last Name\nFL4,Dr. Dan Probe,Dan,Probe\n", "", "FL4", "Dr. Dan Probe")]
    [InlineData("externalId,Vorname,Nachname\nFL5,Eva,Probe\n", "map=Vorname%2BNachname=name", "FL5", "Eva Probe")]
    [InlineData("externalId,a+b\nFL6,Fay\n", "map=a%2Bb=name", "FL6", "Fay")]
    [InlineData("externalId,First Name,Last Name\nFL7,,Mono\n", "", "FL7", "Mono")]
    public async Task A_name_in_several_columns_is_one_name(string csv, string query, string id, string name)
    {
        ImportApi.Counts((await _api.CsvAsync(csv, query)).Body).ShouldBe((1, 0, 0, 0));
        ((string)(await _api.CustomerAsync(id))["name"]!).ShouldBe(name);
    }

    [Theory]
    [InlineData("name (required, text);email (unique, optional)\nSemi One;so1@example.com\n", "map=\"name (required, text)\"=name",
        "Semi One", ";")]
    [InlineData("\"Name, full\",email\nMap Quoted,mc1@example.com\n", "map=\"Name, full\"=name", "Map Quoted", ",")]
    [InlineData("\"Name, full\",email\nMap Escaped,mc2@example.com\n", "map=Name\\, full=name", "Map Escaped", ",")]
    [InlineData("\"Name, full\",email\nMap Plain,mc4@example.com\n", "map=Name, full=name,email=email", "Map Plain", ",")]
    [InlineData("\"Name, full\",email\nMap Numbered,mc3@example.com\n", "map=%231=name", "Map Numbered", ",")]
    [InlineData("a,b,c;x\nOne,Two,Three;Four\n", "separator=semicolon&map=\"a,b,c\"=name", "One,Two,Three", ";")]
    public async Task Headers_with_commas_can_be_mapped_and_do_not_decide_what_separates(string csv, string query, string name,
        string separator)
    {
        var (status, import) = await _api.CsvAsync(csv, query);
        status.ShouldBe(200, import.ToJsonString());
        ((string)import["readAs"]!["separator"]!).ShouldBe(separator);
        (await _api.GetAsync($"customers?q={Uri.EscapeDataString(name)}"))["items"]!.AsArray().Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_file_that_begins_with_two_marks_keeps_its_first_column()
    {
        var (_, import) = await _api.SendAsync([0xEF, 0xBB, 0xBF, 0xEF, 0xBB, 0xBF, .. "externalId,name\nbom-2,Twice\n"u8]);
        ((int)import["created"]!, import["ignoredColumns"]!.AsArray().Count).ShouldBe((1, 0));
        ((string)(await _api.CustomerAsync("bom-2"))["name"]!).ShouldBe("Twice");
    }

    [Theory]
    [InlineData("separator=ab", "separator")]
    [InlineData("decimal=x", "decimal")]
    [InlineData("start=again", "start")]
    [InlineData("map=%239=name", "map")]
    [InlineData("map=name%2Bnone=name", "map")]
    public async Task A_parameter_that_can_not_be_meant_is_a_400(string query, string field)
    {
        var (status, problem) = await _api.CsvAsync("name\nAda\n", query);
        (status, problem["errors"]![field] is not null).ShouldBe((400, true));
    }

    [Fact]
    public async Task No_control_letter_of_a_header_gets_into_a_message()
    {
        var (_, problem) = await _api.CsvAsync("\u001b[2Jx,y\u202e\na,b\n");
        ((string)problem["errors"]!["map"]![0]!).Any(letter => char.IsControl(letter) || letter is '\u202e').ShouldBeFalse();
    }
}
