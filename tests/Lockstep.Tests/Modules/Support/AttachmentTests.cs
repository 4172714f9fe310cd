using System.Net.Http.Headers;
using Lockstep.Tests.Gateway;
using Lockstep.Tests.Support;
using Microsoft.Extensions.Configuration;

namespace Lockstep.Tests.Modules.Support;

/// <summary>Files of tickets.</summary>
[RunsOnEachStore]
public sealed class AttachmentTests
{
    private static readonly byte[] Png = [0x89, .. "PNG\r\n\x1a\n"u8, 1, 2, 3];

    [Fact]
    public async Task A_file_is_known_by_its_content_and_only_given_out_to_be_saved()
    {
        await using var app = await TestApp.StartAsync();
        var (customer, path) = await TicketAsync(app);
        using var own = app.WithToken(app.TokenFor(customer, "customer"));
        foreach (var (name, content, type) in new[]
        {
            ("photo.png", Png, "image/png"), ("page.html", "<script>alert(1)</script>"u8.ToArray(), "text/plain; charset=utf-8"),
            ("picture.svg", "<svg onload='x()'/>"u8.ToArray(), "text/plain; charset=utf-8"),
                ("x.png", [0, 1, 2], "application/octet-stream"),
            ("Übung \"1\".pdf", "%PDF-1.7"u8.ToArray(), "application/pdf"),
        })
        {
            var added = await AddAsync(own, path, content, $"name={Uri.EscapeDataString(name)}", "text/html");
            added.Status.ShouldBe(201, added.Body?.ToJsonString());
            using var file = await own.GetAsync(added.Message.Headers.Location, TestContext.Current.CancellationToken);
            (await file.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).ShouldBe(content, name);
            file.Content.Headers.ContentType!.ToString().ShouldBe(type, name);
            var disposition = file.Content.Headers.ContentDisposition!;
            disposition.DispositionType.ShouldBe("attachment");
            (disposition.FileNameStar ?? disposition.FileName).ShouldBe(name, name);
            file.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        }

        (await own.SendAsync(HttpMethod.Get, $"{path}/attachments", null)).Items.Count.ShouldBe(5);
        (await app.GetAsync($"{path}/history")).Items[0]!["fields"]![0]!.GetValue<string>().ShouldBe("attachments");
    }

    [Fact]
    public async Task Files_are_bounded_in_size_and_number_and_a_repeat_adds_none()
    {
        await using var app = await TestApp.StartAsync(static builder => builder.Configuration.AddInMemoryCollection(
            [new("Files:BytesMax", "2000000"), new("Files:CountMax", "2"), new("Files:TotalBytesMax", "3000000")]));
        var (_, path) = await TicketAsync(app);
        (await AddAsync(app.Admin, path, new byte[2_000_001], "name=a")).ShouldBeProblem(413, "too large");
        (await AddAsync(app.Admin, path, new byte[2_000_000], "name=a", key: "k")).Status.ShouldBe(201, "larger than other bodies may be");
        (await AddAsync(app.Admin, path, new byte[2_000_000], "name=a", key: "k")).Status.ShouldBe(201);
        (await app.GetAsync($"{path}/attachments")).Items.Count.ShouldBe(1);
        (await AddAsync(app.Admin, path, [], "name=a")).Blamed.ShouldBe(["$"]);
        (await AddAsync(app.Admin, path, [1], "")).Blamed.ShouldBe(["name"]);
        (await AddAsync(app.Admin, path, [1], "name=..%2Fa")).Blamed.ShouldBe(["name"]);
        (await AddAsync(app.Admin, path, [1], "name=a&visibility=secret")).Blamed.ShouldBe(["visibility"]);
        (await AddAsync(app.Admin, path, [1], "name=a&commentId=77")).Blamed.ShouldBe(["commentId"]);
        (await AddAsync(app.Admin, path, new byte[1_500_000], "name=b")).ShouldBeProblem(409, "too many bytes together");
        (await AddAsync(app.Admin, path, [1], "name=b")).Status.ShouldBe(201);
        (await AddAsync(app.Admin, path, [1], "name=c")).ShouldBeProblem(409, "a third one");
    }

    [Fact]
    public async Task Customers_see_what_is_public_on_what_is_theirs()
    {
        await using var app = await TestApp.StartAsync();
        var (customer, path) = await TicketAsync(app);
        using var own = app.WithToken(app.TokenFor(customer, "customer"));
        using var other = app.WithToken(app.TokenFor(customer + 1, "customer"));
        var note = (long)(await app.PostAsync($"{path}/comments", """{"body":"a note","visibility":"internal"}""")).Body!["id"]!;
        (await AddAsync(app.Admin, path, [1], $"name=a&commentId={note}")).Blamed.ShouldBe(["visibility"]);
        var hidden = await AddAsync(app.Admin, path, [1], $"name=a&commentId={note}&visibility=internal");
        var shown = await AddAsync(app.Admin, path, [1], "name=b");
        (await own.SendAsync(HttpMethod.Get, $"{path}/attachments", null)).Items.Select(static one =>
            (string?)one!["name"]).ShouldBe(["b"]);
        (await own.SendAsync(HttpMethod.Get, hidden.Message.Headers.Location!.ToString(), null)).ShouldBeProblem(404, "internal");
        (await other.SendAsync(HttpMethod.Get, shown.Message.Headers.Location!.ToString(), null)).ShouldBeProblem(404, "another's");
        (await AddAsync(own, path, [1], "name=a&visibility=internal")).ShouldBeProblem(403, "internal");
        (await AddAsync(own, path, [1], $"name=a&commentId={note}")).Blamed.ShouldBe(["commentId"]);
        (await AddAsync(other, path, [1], "name=a")).ShouldBeProblem(404, "another's");
        (await own.SendAsync(HttpMethod.Delete, shown.Message.Headers.Location!.ToString(), null)).ShouldBeProblem(403, "the staff's");
        (await app.Admin.SendAsync(HttpMethod.Delete, shown.Message.Headers.Location!.ToString(), null)).Status.ShouldBe(204);
        (await app.Admin.SendAsync(HttpMethod.Delete, shown.Message.Headers.Location!.ToString(), null)).Status.ShouldBe(404);
    }

    private static async Task<(long Customer, string Path)> TicketAsync(TestApp app)
    {
        var customer = await app.AddCustomerAsync("""{"name":"Ada"}""");
        var made = await app.PostAsync("/api/tickets", $$"""{"customerId":{{customer}},"subject":"x"}""");
        return (customer, made.Message.Headers.Location!.ToString());
    }

    private static Task<ApiAnswer> AddAsync(
        HttpClient client, string path, byte[] content, string query, string type = "application/octet-stream", string? key = null)
    {
        var body = new ByteArrayContent(content);
        body.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        return client.SendContentAsync(
            HttpMethod.Post, $"{path}/attachments?{query}", body, key is null ? [] : [("Idempotency-Key", key)]);
    }
}
