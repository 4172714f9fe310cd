using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Lockstep.Tests.Modules.Crm.Import;

namespace Lockstep.Tests.Imports;

/// <summary>Files in another wrapping are known by their first bytes, whatever they are called.</summary>
public sealed class WrappingTests(ImportFixture fixture) : IClassFixture<ImportFixture>
{
    private readonly ImportApi _api = fixture.Api;

    [Theory]
    [InlineData("text/csv")]
    [InlineData("application/gzip")]
    public async Task A_gzip_archive_is_unpacked(string type)
    {
        var (status, import) = await _api.SendAsync(Gzip($"externalId,name\ngz-{type},Ada\n"), "", type);
        (status, (int)import["created"]!, (string)import["readAs"]!["packed"]!).ShouldBe((200, 1, "gzip"));
    }

    [Fact]
    public async Task A_gzip_archive_that_ends_too_early_never_looks_whole()
    {
        var random = new Random(1);
        var rows = string.Concat(Enumerable.Range(1, 5_000).Select(row => $"cut-gz-{row},{random.NextInt64()}\n"));
        var packed = Gzip($"externalId,name\n{rows}");
        var (status, problem) = await _api.SendAsync(packed[..(packed.Length / 2)]);
        (status, problem["errors"]!["$"]!.ToJsonString()).ShouldSatisfyAllConditions(
            one => one.status.ShouldBe(400), one => one.Item2.ShouldContain("gzip"));
    }

    [Fact]
    public async Task Archives_one_behind_the_other_are_one_file_and_each_must_be_whole()
    {
        var random = new Random(7);
        var rows = string.Concat(Enumerable.Range(1, 3_000).Select(row => $"many-{row},{random.NextInt64()}\n"));
        byte[] first = Gzip($"externalId,name\n{rows}"), last = Gzip("many-last,Ada\n"), all = [.. first, .. Gzip(""), .. last];
        var (status, import) = await _api.SendAsync([.. all, .. new byte[512]]);
        (status, ImportApi.Counts(import)).ShouldBe((200, (3_001, 0, 0, 0)), import.ToJsonString());

        var wrong = first.ToArray();
        wrong[^5] ^= 1;
        foreach (var damaged in new byte[][] { all[..^1], all[..^(last.Length - 5)], [.. first, .. "many-plain,Ada\n"u8], wrong })
        {
            (await _api.SendAsync(damaged)).ShouldSatisfyAllConditions(
                one => one.Status.ShouldBe(400), one => one.Body["errors"]!["$"]!.ToJsonString().ShouldContain("gzip"));
        }
    }

    [Theory]
    [InlineData(16_383)]
    [InlineData(16_384)]
    [InlineData(16_385)]
    public async Task Where_one_archive_ends_does_not_matter(int length)
    {
        // A comment makes the first archive as long as the buffer that it is read into, or a byte more or less.
        byte[] plain = Gzip($"externalId,name\nends-{length},Ada\n"), padded = [.. plain];
        padded[3] |= 1 << 4;
        padded = [.. padded[..10], .. Enumerable.Repeat((byte)'x', length - plain.Length - 1), 0, .. plain[10..]];
        padded.Length.ShouldBe(length);
        var (_, import) = await _api.SendAsync([.. padded, .. Gzip($"ends-{length}-2,Bo\n")]);
        ImportApi.Counts(import).ShouldBe((2, 0, 0, 0), import.ToJsonString());
    }

    [Fact]
    public async Task A_workbook_of_Excel_is_imported_with_its_numbers_and_times_as_they_are()
    {
        var book = Workbook.Of(
            ["externalId", "Name", "Phone", "", "ignored"], ["x-1", "Größl", 4912345, null, 1.5], [null, null, null], [4711, "Ada", "+49 1",
                null, null]);
        var (status, import) = await _api.SendAsync(book, "", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
        status.ShouldBe(200, import.ToJsonString());
        (ImportApi.Counts(import), (string)import["readAs"]!["format"]!).ShouldBe(((2, 0, 0, 0), "xlsx"));
        ((string)(await _api.CustomerAsync("x-1"))["phone"]!).ShouldBe("4912345");
        ((string)(await _api.CustomerAsync("4711"))["name"]!).ShouldBe("Ada");
        var products = new ImportApi(_api.Http, "products");
        var (_, priced) = await products.SendAsync(Workbook.Of(["sku", "name", "price", "stock"], ["XL-1", "A", 1.125, 1250], ["XL-2", "B",
            "1.250", 1]));
        ImportApi.Counts(priced).ShouldBe((1, 0, 0, 1));
        (await products.VerdictsAsync(priced, "?outcome=refused")).ShouldHaveSingleItem().ShouldContain("price");
        var stock = new ImportApi(_api.Http, "products/stock");
        var counted = new DateTime(2026, 1, 31, 9, 30, 0, DateTimeKind.Unspecified);
        var (_, counts) = await stock.SendAsync(Workbook.Of(["sku", "quantity", "countedAt"], ["XL-1", 7, counted]),
            "zone=Europe/Berlin&dates=dd.MM.yy");
        ((int)counts["refused"]!).ShouldBe(0, string.Concat(await stock.VerdictsAsync(counts)));
    }

    [Fact]
    public async Task A_cell_that_holds_an_error_or_stands_beside_the_header_costs_its_row_and_a_long_number_keeps_its_digits()
    {
        var (_, import) = await _api.SendAsync(Workbook.Of(
            ["externalId", "name", "email"], ["xe-1", "Error", DBNull.Value], ["xe-2", "Beside", null, "more"], [DBNull.Value, null, null],
            [1234567890123456d, "Long", null]));
        ImportApi.Counts(import).ShouldBe((1, 0, 0, 3), import.ToJsonString());
        ((string)(await _api.CustomerAsync("1234567890123456"))["name"]!).ShouldBe("Long");
        var verdicts = string.Concat(await _api.VerdictsAsync(import, "?outcome=refused"));
        verdicts.ShouldContain("email: The formula of the cell ends in an error.");
        verdicts.ShouldContain("Has 4 fields where the header has 3.");
    }

    [Fact]
    public async Task A_closing_brace_too_many_costs_its_own_element_alone()
    {
        var (_, import) = await _api.SendAsync(
            """[{"externalId":"br-1","name":"Ada"}},{"externalId":"br-2","name":"Bo"},{"externalId":"br-3","name":"Cid"}]"""u8.ToArray(),
            "", "application/json");
        ImportApi.Counts(import).ShouldBe((2, 0, 0, 1), import.ToJsonString());
    }

    [Fact]
    public async Task Other_archives_and_files_are_refused_with_a_word_and_without_their_bytes()
    {
        using var zip = new MemoryStream();
        using (var archive = new ZipArchive(zip, ZipArchiveMode.Create, leaveOpen: true))
        {
            archive.CreateEntry("customers.csv").Open().Dispose();
        }

        foreach (var (file, word) in new (byte[], string)[]
        {
            (zip.ToArray(), "ZIP"), ([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, .. new byte[32]], ".xls"),
                ("%PDF-1.7 and so on and on"u8.ToArray(), "no text"),
            (Gzip(Encoding.Latin1.GetString(Gzip("name\nAda\n"))), "gzip"), ([0x7F, .. Enumerable.Range(1, 200).Select(n =>
                (byte)(n % 31))], "no text"),
        })
        {
            var (status, problem) = await _api.SendAsync(file);
            status.ShouldBe(400);
            problem["errors"]!["$"]!.ToJsonString().ShouldContain(word);
        }
    }

    [Fact]
    public async Task A_JSON_array_is_taken_element_by_element()
    {
        const string Json = """
            [
              {"externalId": "ja-1", "name": "Ada \"]\" {", "address": {"city": "Rome"}},
              {"externalId": "ja-2", "firstName": "Bo", "lastName": "Li"}, 7,
              {"externalId": "ja-3", "name": "Cid"}
            ]
            """;
        foreach (var type in new[] { "application/json", "application/octet-stream", "application/x-ndjson" })
        {
            var (status, import) = await _api.SendAsync(Encoding.UTF8.GetBytes(Json.Replace("ja-", $"ja-{type}-",
                StringComparison.Ordinal)), "", type);
            (status, ImportApi.Counts(import), (string)import["readAs"]!["format"]!).ShouldBe((200, (3, 0, 0, 1), "json"));
        }

        ((string)(await _api.CustomerAsync("ja-application/json-1"))["name"]!).ShouldBe("Ada \"]\" {");
        ((string)(await _api.CustomerAsync("ja-application/json-2"))["name"]!).ShouldBe("Bo Li");
        var (_, cut) = await _api.SendAsync("[{\"externalId\":\"ja-cut\"},{\"externalId\":"u8.ToArray(), "", "application/json");
        ImportApi.Counts(cut).ShouldBe((1, 0, 0, 2));
        var (_, longer) = await _api.SendAsync(
            Encoding.UTF8.GetBytes($$"""[{"externalId":"ja-long","name":"{{new string('\\', 300_000)}}"},{"externalId":"ja-after"}]"""), "",
                "application/json");
        ImportApi.Counts(longer).ShouldBe((1, 0, 0, 1));
    }

    [Theory]
    [InlineData("people.csv", "application/vnd.ms-excel", "externalId,name\nform-csv,Ada\n")]
    [InlineData("people.ndjson", "application/octet-stream", "{\"externalId\":\"form-nd\",\"name\":\"Ada\"}\n")]
    [InlineData("people", "text/plain", "externalId;name\nform-plain;Ada\n")]
    public async Task A_form_sends_a_file(string name, string type, string rows)
    {
        using var form = new MultipartFormDataContent();
        var file = new StringContent(rows, Encoding.UTF8);
        file.Headers.ContentType = new(type);
        form.Add(file, "file", name);
        using var answer = await _api.Http.PostAsync("/api/customers/import?source=form", form, TestContext.Current.CancellationToken);
        var import = JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        ImportApi.Counts(import).ShouldBe((1, 0, 0, 0), import.ToJsonString());
    }

    [Fact]
    public async Task A_form_without_a_file_or_with_fields_is_a_400_that_says_what_to_send()
    {
        using var form = new MultipartFormDataContent { { new StringContent("erp"), "source" } };
        using var answer = await _api.Http.PostAsync("/api/customers/import", form, TestContext.Current.CancellationToken);
        ((int)answer.StatusCode).ShouldBe(400);
        (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain("behind the question mark");
    }

    [Fact]
    public async Task What_stands_behind_the_file_of_a_form_is_not_dropped_without_a_word()
    {
        using var form = new MultipartFormDataContent();
        form.Add(new StringContent("externalId,name\nbehind-1,Ada\n"), "file", "people.csv");
        form.Add(new StringContent("shop"), "source");
        using var answer = await _api.Http.PostAsync("/api/customers/import", form, TestContext.Current.CancellationToken);
        ((int)answer.StatusCode).ShouldBe(400);
        (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain("something behind its file");
        ((int)(await _api.GetAsync("customers?externalId=behind-1"))["total"]!).ShouldBe(0);
    }

    private static byte[] Gzip(string text)
    {
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.Latin1.GetBytes(text));
        }

        return bytes.ToArray();
    }
}
