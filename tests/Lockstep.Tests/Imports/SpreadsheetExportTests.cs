using System.Text;
using Lockstep.Host.Commands;
using Lockstep.Orders;
using Lockstep.Tests.Modules.Crm.Import;
using Lockstep.Tests.Modules.Orders.Import;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Imports;

/// <summary>Exports as spreadsheets of many countries want them, and how an import takes them back.</summary>
public sealed class SpreadsheetExportTests(OrderImportFixture fixture) : IClassFixture<OrderImportFixture>, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("lockstep-export-").FullName;

    [Fact]
    public async Task A_file_for_Excel_has_a_mark_its_separator_and_no_apostrophes_and_the_default_stays()
    {
        await fixture.Customers.CsvAsync("externalId,name,phone\nfx-1,Zoë; Ltd,+49 1\n", "source=fx");
        var plain = await fixture.App.Admin.GetByteArrayAsync("/api/customers/export?source=fx", TestContext.Current.CancellationToken);
        Encoding.UTF8.GetString(plain).ShouldContain(",'+49 1,");
        plain.AsSpan().StartsWith(Encoding.UTF8.Preamble).ShouldBeFalse();
        var file = await fixture.App.Admin.GetByteArrayAsync(
            "/api/customers/export?source=fx&bom=true&separator=semicolon&formulas=keep", TestContext.Current.CancellationToken);
        file.AsSpan().StartsWith(Encoding.UTF8.Preamble).ShouldBeTrue();
        var text = Encoding.UTF8.GetString(file);
        text.ShouldContain("id;externalId;source;name;");
        text.ShouldContain(";\"Zoë; Ltd\";");
        text.ShouldContain(";+49 1;");
        var (_, again) = await fixture.Customers.SendAsync(file);
        ImportApi.Counts(again).ShouldBe((0, 0, 1, 0));
    }

    [Fact]
    public async Task Numbers_and_times_are_written_as_asked_for()
    {
        await fixture.Products.CsvAsync("sku,name,price,stock\nFX-1,A,12.5,1250\nFX-2,B,1.125,1\n");
        var file = await fixture.App.Admin.GetStringAsync("/api/products/export?sku=FX-1&separator=;&decimal=,&zone=Europe/Berlin",
            TestContext.Current.CancellationToken);
        file.ShouldContain(";12,5;");
        file.Split('\n')[1].ShouldMatch(@";\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$");
        var whole = await fixture.App.Admin.GetStringAsync("/api/products/export?separator=semicolon&decimal=,",
            TestContext.Current.CancellationToken);
        var (status, import) = await fixture.Products.CsvAsync(whole, "decimal=,");
        (status, (int)import["updated"]!, (int)import["refused"]!).ShouldBe((200, 0, 0));
    }

    [Theory]
    [InlineData("bom=perhaps", "bom")]
    [InlineData("separator=x", "separator")]
    [InlineData("decimal=,", "decimal")]
    [InlineData("formulas=run", "formulas")]
    [InlineData("zone=Atlantis", "zone")]
    public async Task A_shape_that_there_is_not_is_a_400(string query, string field)
    {
        using var answer = await fixture.App.Admin.GetAsync($"/api/orders/export?{query}", TestContext.Current.CancellationToken);
        ((int)answer.StatusCode).ShouldBe(400);
        (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain($"\"{field}\"");
    }

    [Fact]
    public async Task The_command_saves_an_export_whole_or_not_at_all()
    {
        await fixture.Customers.CsvAsync("externalId,name\nfx-cli,Ada\n", "source=fxc");
        var kind = new Lockstep.Crm.CrmModule().Manifest.Exports.Single();
        var path = ExportCommand.PathOf(kind, "source=fxc", [("separator", ";"), ("bom", null)]);
        path.ShouldBe("/api/customers/export?source=fxc&separator=%3B");
        var file = Path.Combine(_folder, "customers.csv");
        (await RunAsync(path, file)).ShouldBe((0, ""));
        (await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).ShouldContain(";fx-cli;");
        var (code, errors) = await RunAsync("/api/customers/export?colour=red", Path.Combine(_folder, "none.csv"));
        (code, Directory.GetFiles(_folder).Length).ShouldBe((1, 1));
        errors.ShouldStartWith("lockstep: colour:");
        new OrdersModule().Manifest.Exports.Select(static one => one.Name).ShouldBe(["orders", "order-lines"]);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task<(int Code, string Errors)> RunAsync(string path, string file)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var errors = new StringWriter { NewLine = "\n" };
        var context = new CommandContext(
            fixture.App.Address.ToString(), TestApp.AdminEmail, static variable => variable is "LOCKSTEP_PASSWORD" ? TestApp.AdminPassword
                : null,
            null, output, errors);
        return (await ExportCommand.RunAsync(context, path, file, TestContext.Current.CancellationToken), errors.ToString());
    }
}
