namespace Lockstep.Tests.Modules.Crm.Import;

/// <summary>Requests that are refused before a row is read.</summary>
public sealed class ImportRefusalTests(ImportFixture fixture) : IClassFixture<ImportFixture>
{
    private readonly ImportApi _api = fixture.Api;

    [Theory]
    [InlineData("name\nAda\n", "map=Nome%3Dname", "map")]
    [InlineData("a\nAda\n", "map=a%3Dcolour", "map")]
    [InlineData("a\nAda\n", "map=a", "map")]
    [InlineData("a,b\nAda,x\n", "map=a%3Dname,b%3Dname", "map")]
    [InlineData("a,b\nAda,x\n", "", "map")]
    [InlineData("name,Name\nAda,x\n", "", "map")]
    [InlineData("", "", "$")]
    [InlineData("name\nAda\n", "dryRun=true", "dryRun")]
    [InlineData("name\nAda\n", "run=a%07b", "run")]
    public async Task A_request_that_can_not_be_meant_is_a_400_that_names_the_cause(string csv, string query, string field)
    {
        var count = await _api.CountAsync();
        var (status, body) = await _api.CsvAsync(csv, query);
        status.ShouldBe(400);
        body["errors"]![field].ShouldNotBeNull();
        (await _api.CountAsync()).ShouldBe(count);
    }

    [Fact]
    public async Task Another_media_type_is_a_415_that_says_what_to_send() =>
        (await _api.SendAsync("{}"u8.ToArray(), "", "image/png")).Body["detail"]!.GetValue<string>().ShouldContain("text/csv");

    [Fact]
    public async Task Nobody_imports_or_exports_without_a_token()
    {
        var anonymous = new ImportApi(fixture.App.Anonymous);
        (await anonymous.CsvAsync("name\nAda\n")).Status.ShouldBe(401);
        (await anonymous.StatusAsync("customers/export")).ShouldBe(401);
        (await anonymous.StatusAsync("customers/imports/1/verdicts")).ShouldBe(401);
    }
}
