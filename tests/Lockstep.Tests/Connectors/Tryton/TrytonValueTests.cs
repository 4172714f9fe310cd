using System.Text.Json.Nodes;
using Lockstep.Connectors.Sdk;
using Lockstep.Connectors.Sdk.Settings;
using Lockstep.Connectors.Tryton;
using Lockstep.Connectors.Tryton.Kinds;
using Lockstep.Connectors.Tryton.Values;

namespace Lockstep.Tests.Connectors.Tryton;

/// <summary>Values, steps and files, which need no Tryton.</summary>
public sealed class TrytonValueTests
{
    [Theory]
    [InlineData("""{ "__class__": "Decimal", "decimal": "129.90" }""", "129.90")]
    [InlineData("""{ "__class__": "date", "year": 2026, "month": 1, "day": 9 }""", "\"2026-01-09\"")]
    [InlineData(
        """{ "__class__": "datetime", "year": 2026, "month": 1, "day": 9, "hour": 7, "minute": 5, "second": 0, "microsecond": 7100 }""",
        "\"2026-01-09T07:05:00.0071Z\"")]
    [InlineData("""{ "party": 2, "party.": { "id": 2, "name": "Ada" } }""", """{"party":{"id":2,"name":"Ada"}}""")]
    [InlineData("""{ "country.": null }""", """{"country":null}""")]
    public void What_Tryton_says_reads_as_flows_see_it(string said, string plain) =>
        TrytonValue.Plain(JsonNode.Parse(said))!.ToJsonString().ShouldBe(plain);

    [Theory]
    [InlineData("numeric", "12.50", """{"__class__":"Decimal","decimal":"12.50"}""")]
    [InlineData("numeric", "\"12.50\"", """{"__class__":"Decimal","decimal":"12.50"}""")]
    [InlineData("float", "3", "3")]
    [InlineData("many2one", "\"21\"", "21")]
    [InlineData("boolean", "\"true\"", "true")]
    [InlineData("date", "\"2026-01-09\"", """{"__class__":"date","year":2026,"month":1,"day":9}""")]
    [InlineData("date", "\"2026-01-09T23:30:00-01:00\"", """{"__class__":"date","year":2026,"month":1,"day":10}""")]
    [InlineData("char", "7", "\"7\"")]
    public void What_a_flow_says_is_written_as_the_field_takes_it(string type, string value, string written)
    {
        TrytonValue.Of(type, JsonNode.Parse(value)!, out var fault)!.ToJsonString().ShouldBe(written);
        fault.ShouldBeNull();
    }

    [Theory]
    [InlineData("numeric", "\"many\"", "must be a number")]
    [InlineData("boolean", "\"maybe\"", "must be true or false")]
    [InlineData("date", "\"31.01.2026\"", "must be a day like 2026-01-31")]
    [InlineData("char", "[1]", "must be a text")]
    [InlineData("one2many", "[1]", "is of the type one2many, which flows do not write")]
    public void What_a_field_can_not_take_is_said(string type, string value, string fault)
    {
        TrytonValue.Of(type, JsonNode.Parse(value)!, out var said).ShouldBeNull();
        said.ShouldBe(fault);
    }

    [Theory]
    [InlineData("numeric", "10", "10.00", true)]
    [InlineData("char", "null", "\"\"", true)]
    [InlineData("char", "\"10\"", "\"10.0\"", false)]
    [InlineData("boolean", "null", "false", true)]
    [InlineData("many2one", "7", "\"7\"", true)]
    [InlineData("date", "\"2026-01-09\"", "\"2026-01-10\"", false)]
    public void The_same_value_is_known_however_it_is_written(string type, string one, string other, bool same) =>
        TrytonValue.AreSame(type, JsonNode.Parse(one), JsonNode.Parse(other)).ShouldBe(same);

    [Theory]
    [InlineData("draft", "processing", "quote")]
    [InlineData("quotation", "processing", "confirm")]
    [InlineData("confirmed", "processing", "process")]
    [InlineData("quotation", "cancelled", "cancel")]
    [InlineData("processing", "cancelled", null)]
    [InlineData("cancelled", "draft", null)]
    public void A_sale_goes_by_the_steps_that_Tryton_has(string from, string to, string? step) => SaleSteps.Step(from, to).ShouldBe(step);

    [Theory]
    [InlineData("processing", "quotation", true)]
    [InlineData("draft", "quotation", false)]
    [InlineData("done", "cancelled", false)]
    [InlineData("cancelled", "draft", false)]
    public void A_sale_that_is_farther_on_is_where_a_flow_wants_it(string state, string wanted, bool reached) =>
        SaleSteps.IsReached(state, wanted).ShouldBe(reached);

    [Theory]
    [InlineData("url: http://erp.example\ndatabase: erp/x", "line 2: database must be letters, digits, _ and -")]
    [InlineData("url: http://erp.example", "line 1: database must be given")]
    [InlineData(
        "url: http://erp.example\ndatabase: erp\nkinds:\n  other: { model: x.y, fields: [a.b] }",
        "line 4: kinds.other.fields must be names of fields, like code; it has a.b")]
    [InlineData(
        "url: http://erp.example\ndatabase: erp\nkinds:\n  party: { model: x.y, fields: [a] }",
        "line 4: kinds may not tell of party, which is there already")]
    public void A_fault_of_a_file_is_named_with_its_line(string options, string fault)
    {
        var faults = new List<string>();
        var file = new SettingFile(faults.Add, static reference => new Secret(reference, static _ => ValueTask.FromResult<string?>("x")));
        using var client = new HttpClient();
        var setup = new SystemSetup
        {
            Name = "erp", SignIn = new SignInSettings(SignInKind.Basic) { User = "x" }, Limits = new SystemLimits(), Http = client,
            Clock = TimeProvider.System, Tokens = null!,
        };
        new TrytonConnector().Open(setup, file.Parse(options)!).ShouldBeNull();
        faults.ShouldHaveSingleItem().ShouldBe(fault);
    }
}
