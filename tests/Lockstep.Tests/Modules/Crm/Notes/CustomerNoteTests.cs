using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Modules.Crm.Notes;

/// <summary>What the staff keep beside a customer.</summary>
[RunsOnEachStore]
public sealed class CustomerNoteTests(CustomerNoteTests.Site site) : IClassFixture<CustomerNoteTests.Site>
{
    private TestApp App => site.App;

    [Fact]
    public async Task A_note_is_listed_the_newest_first_and_deleted_with_history()
    {
        var customer = await App.AddCustomerAsync("""{"name":"Noted"}""");
        var first = await NoteAsync(customer, "First\nline");
        var second = await NoteAsync(customer, "Второй");
        var page = await App.GetAsync($"/api/customers/{customer}/notes?size=1");
        (((string)page.Items[0]!["text"]!), page.Next).ShouldBe(("Второй", $"{second}"));
        (
            (string)(await App.GetAsync($"/api/customers/{customer}/notes?after={page.Next}")).Items.ShouldHaveSingleItem()!["text"]!
        ).ShouldBe("First\nline");
        (await App.PostAsync($"/api/customers/{customer}/notes", """{"text":" "}""")).Blamed.ShouldBe(["text"]);
        (await App.PostAsync("/api/customers/999999/notes", """{"text":"x"}""")).Status.ShouldBe(404);
        (await App.Admin.SendAsync(HttpMethod.Delete, $"/api/customers/{customer}/notes/{first}", null)).Status.ShouldBe(204);
        (await App.Admin.SendAsync(HttpMethod.Delete, $"/api/customers/{customer}/notes/{first}", null)).Status.ShouldBe(404);
        await TestApp.EventuallyAsync(
            async () => (await App.GetAsync($"/api/audit?target=customer-notes/{first}")).Items.Count == 2, "the audit log knows of both");
        (await NoteAnswerAsync(customer, "3")).Status.ShouldBe(201);
        (await NoteAnswerAsync(customer, "4")).Status.ShouldBe(201);
        (await NoteAnswerAsync(customer, "5")).Status.ShouldBe(409, "three are kept");
    }

    [Fact]
    public async Task A_file_is_told_by_its_bytes_and_only_ever_saved()
    {
        var customer = await App.AddCustomerAsync("""{"name":"Filed"}""");
        var page = "<html><script>alert(1)</script></html>"u8.ToArray();
        using var form = new MultipartFormDataContent();
        var part = new ByteArrayContent(page) { Headers = { ContentType = new MediaTypeHeaderValue("text/html") } };
        form.Add(part, "file", "Angebot für Zoë.html");
        var made = await App.Admin.SendContentAsync(HttpMethod.Post, $"/api/customers/{customer}/files", form);
        made.Status.ShouldBe(201, made.Body?.ToJsonString());
        ((string)made.Body!["type"]!, (long)made.Body["size"]!, (string)made.Body["name"]!).ShouldBe(("text/plain; charset=utf-8",
            page.Length, "Angebot für Zoë.html"));
        using var saved = await App.Admin.GetAsync($"/api/customers/{customer}/files/{made.Body["id"]}", CancellationToken.None);
        (await saved.Content.ReadAsByteArrayAsync(CancellationToken.None)).ShouldBe(page);
        saved.Content.Headers.ContentType!.MediaType.ShouldBe("text/plain");
        saved.Content.Headers.ContentDisposition!.DispositionType.ShouldBe("attachment");
        saved.Content.Headers.ContentDisposition.FileNameStar.ShouldBe("Angebot für Zoë.html");
        saved.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        saved.Headers.GetValues("Content-Security-Policy").Single().ShouldContain("sandbox");
    }

    [Fact]
    public async Task A_file_of_many_parts_comes_back_whole_and_one_too_large_is_refused()
    {
        var customer = await App.AddCustomerAsync("""{"name":"Large"}""");
        var bytes = new byte[600_000];
        new Random(7).NextBytes(bytes);
        var made = await FileAsync(customer, "a.bin", bytes, ("Idempotency-Key", "f"));
        made.Status.ShouldBe(201, made.Body?.ToJsonString());
        ((long)(await FileAsync(customer, "a.bin", bytes, ("Idempotency-Key", "f"))).Body!["id"]!).ShouldBe((long)made.Body!["id"]!);
        using var saved = await App.Admin.GetAsync($"/api/customers/{customer}/files/{made.Body["id"]}", CancellationToken.None);
        (await saved.Content.ReadAsByteArrayAsync(CancellationToken.None)).ShouldBe(bytes);
        (await FileAsync(customer, "b.bin", new byte[1_200_000], ("Expect", "100-continue"))).Status.ShouldBe(413);
        (await FileAsync(customer, "../b.bin", [1])).Blamed.ShouldBe(["name"]);
        (await FileAsync(customer, "", [1])).Blamed.ShouldBe(["name"]);
        (await FileAsync(customer, "b.bin", [])).Status.ShouldBe(400);
        (await FileAsync(customer, "b.bin", [0])).Status.ShouldBe(201);
        (await FileAsync(customer, "c.bin", [0])).Status.ShouldBe(409, "two are kept");
        (await App.Admin.SendAsync(HttpMethod.Delete, $"/api/customers/{customer}/files/{made.Body["id"]}", null)).Status.ShouldBe(204);
        (await App.GetAsync($"/api/customers/{customer}/files")).Items.ShouldHaveSingleItem()!["name"]!
            .GetValue<string>()
            .ShouldBe("b.bin");
        (await App.GetAsync($"/api/customers/{customer}/files/{made.Body["id"]}")).Status.ShouldBe(404);
    }

    [Fact]
    public async Task Notes_and_files_follow_a_merge_and_go_back_with_its_undo_and_an_erasure_takes_them()
    {
        var (loser, survivor) = (await App.AddCustomerAsync("""{"name":"Two"}"""), await App.AddCustomerAsync("""{"name":"One"}"""));
        await NoteAsync(loser, "Unforgotten");
        (await FileAsync(loser, "unforgotten.txt", Encoding.UTF8.GetBytes("x"))).Status.ShouldBe(201);
        (await App.PostAsync($"/api/customers/{loser}/merge", $$"""{"into":{{survivor}}}""")).Status.ShouldBe(200);
        await CountAsync(survivor, 1);
        (await App.GetAsync($"/api/customers/{loser}/notes")).Status.ShouldBe(410);
        (await App.PostAsync($"/api/customers/{loser}/merge/undo", "")).Status.ShouldBe(200);
        await CountAsync(loser, 1);
        (await App.GetAsync($"/api/customers/{survivor}/notes")).Items.ShouldBeEmpty();
        await CancelPackagesAsync(loser);
        var erased = await App.PostAsync($"/api/customers/{loser}/erase", "");
        erased.Status.ShouldBe(200, erased.Body?.ToJsonString());
        ((long)erased.Body!["records"]!["notes"]!, (long)erased.Body["records"]!["files"]!).ShouldBe((1, 1));
    }

    private async Task CountAsync(long customer, int count) => await TestApp.EventuallyAsync(
        async () => (await App.GetAsync($"/api/customers/{customer}/notes")) is { Status: 200 } notes && notes.Items.Count == count
            && (await App.GetAsync($"/api/customers/{customer}/files")).Items.Count == count, "notes and files are there");

    private async Task<long> NoteAsync(long customer, string text)
    {
        var answer = await NoteAnswerAsync(customer, text);
        answer.Status.ShouldBe(201, answer.Body?.ToJsonString());
        return (long)answer.Body!["id"]!;
    }

    private Task<ApiAnswer> NoteAnswerAsync(long customer, string text) =>
        App.PostAsync($"/api/customers/{customer}/notes", new JsonObject { ["text"] = text }.ToJsonString());

    private async Task<ApiAnswer> FileAsync(long customer, string name, byte[] bytes, params (string, string)[] headers)
    {
        using var content = new ByteArrayContent(bytes);
        return await App.Admin.SendContentAsync(
            HttpMethod.Post, $"/api/customers/{customer}/files?name={Uri.EscapeDataString(name)}", content, headers);
    }

    private async Task CancelPackagesAsync(long customer) => await TestApp.EventuallyAsync(
        async () =>
        {
            foreach (var package in (await App.GetAsync($"/api/packages?customerId={customer}")).Items)
            {
                await App.Admin.SendAsync(HttpMethod.Patch, $"/api/packages/{package!["id"]}", """{"status":"Cancelled"}""");
            }

            return (await App.GetAsync($"/api/packages?customerId={customer}&status=Cancelled")).Items.Count > 0;
        },
        "the welcome package is cancelled");

    /// <summary>A site with low limits.</summary>
    public sealed class Site : IAsyncLifetime
    {
        internal TestApp App { get; private set; } = null!;

        public async ValueTask InitializeAsync() => App = await TestApp.StartAsync(static builder =>
        {
            builder.Configuration["Notes:CountMax"] = "3";
            builder.Configuration["Files:CountMax"] = "2";
            builder.Configuration["Files:BytesMax"] = "1048576";
        });

        public ValueTask DisposeAsync() => App.DisposeAsync();
    }
}
