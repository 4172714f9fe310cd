using System.Text;

namespace Lockstep.Tests.Modules.Crm.Import;

/// <summary>Files as they come: encodings, quotes, separators, line ends.</summary>
public sealed class ImportFormsTests(ImportFixture fixture) : IClassFixture<ImportFixture>
{
    private static readonly Encoding Windows = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;
    private readonly ImportApi _api = fixture.Api;

    public static TheoryData<string, byte[], string> Encodings => new()
    {
        { "utf8", Encoding.UTF8.GetBytes("externalId,name\nenc-utf8,Łukasz Größl 佐藤\n"), "Łukasz Größl 佐藤" },
        { "bom", [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes("externalId,name\nenc-bom,Zoë\n")], "Zoë" },
        { "latin1", Encoding.Latin1.GetBytes("externalId,name\nenc-latin1,Größl\n"), "Größl" },
        { "euro", Windows.GetBytes("externalId,name\nenc-euro,5 € “x”\n"), "5 € “x”" },
        { "utf16", [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes("externalId,name\nenc-utf16,Ольга\n")], "Ольга" },
    };

    [Theory]
    [MemberData(nameof(Encodings))]
    public async Task Letters_arrive_as_they_were_written_in_every_encoding(string id, byte[] file, string name)
    {
        await _api.SendAsync(file);
        (await _api.CustomerAsync($"enc-{id}"))["name"]!.GetValue<string>().ShouldBe(name);
    }

    [Fact]
    public async Task The_charset_of_the_content_type_wins()
    {
        await _api.SendAsync(
            CodePagesEncodingProvider.Instance.GetEncoding(1251)!.GetBytes("externalId,name\ncharset-1,Иван\n"), "",
            "text/csv; charset=windows-1251");
        (await _api.CustomerAsync("charset-1"))["name"]!.GetValue<string>().ShouldBe("Иван");
        (await _api.SendAsync("a"u8.ToArray(), "", "text/csv; charset=klingon")).Body["errors"]!["Content-Type"].ShouldNotBeNull();
    }

    [Fact]
    public async Task A_row_with_broken_bytes_in_a_utf8_file_is_refused_and_not_mangled()
    {
        byte[] file = [.. "externalId,name\nbyte-1,Größl\nbyte-2,Gr"u8, 0xF6, .. "sl\nbyte-3,Ada\n"u8];
        var (_, import) = await _api.SendAsync(file);
        ImportApi.Counts(import).ShouldBe((2, 0, 0, 1));
        (await _api.VerdictsAsync(import))[1].ShouldStartWith("2,refused,,");
    }

    [Theory]
    [InlineData(';', "\n")]
    [InlineData('\t', "\r\n")]
    [InlineData(',', "\r\n")]
    public async Task Separators_and_line_ends_are_recognised(char separator, string lineEnd)
    {
        var id = $"sep-{(int)separator}-{lineEnd.Length}";
        var rows = new[] { "externalId,name,city", $"{id},\"A, B; C\tD \"\"E\"\"\nF\",Rome", $"{id}b,5\" pipe,Oslo" };
        var file = string.Join(lineEnd, rows.Select((row, i) => i == 1
            ? $"{id}{separator}\"A, B; C\tD \"\"E\"\"\nF\"{separator}Rome" : row.Replace(',', separator)));
        ImportApi.Counts((await _api.CsvAsync(file)).Body).ShouldBe((2, 0, 0, 0));
        (await _api.CustomerAsync(id))["name"]!.GetValue<string>().ShouldBe("A, B; C\tD \"E\"\nF");
        (await _api.CustomerAsync($"{id}b"))["name"]!.GetValue<string>().ShouldBe("5\" pipe");
    }

    [Theory]
    [InlineData("quo-a,\"never closed,Rome")]
    [InlineData("quo-b,\"closed\" too early,Rome")]
    public async Task A_stray_quotation_mark_costs_its_own_line_and_no_other(string bad)
    {
        var id = bad[..5];
        var others = Enumerable.Range(1, 2_000).Select(n => $"{id}-{n},\"Name {n}\",City {n}");
        var (_, import) = await _api.CsvAsync($"externalId,name,city\n{bad}\n{string.Join('\n', others)}\n");
        ImportApi.Counts(import).ShouldBe((2_000, 0, 0, 1));
        (await _api.VerdictsAsync(import, "?outcome=refused")).ShouldHaveSingleItem().ShouldStartWith("1,refused,,\"A quotation mark");
    }

    [Fact]
    public async Task A_row_that_never_ends_is_refused_and_the_next_one_lands()
    {
        var (_, import) = await _api.CsvAsync(
            $"externalId,name\nlong-1,{new string('x', 300_000)}\nlong-2,\"{new string('x', 300_000)}\"\nlong-3,Ada\n");
        ImportApi.Counts(import).ShouldBe((1, 0, 0, 2));
        (_, import) = await _api.NdjsonAsync($$"""{"name":"{{new string('x', 300_000)}}"}""" + "\n{\"externalId\":\"long-4\"}\n");
        ImportApi.Counts(import).ShouldBe((1, 0, 0, 1));
    }
}
