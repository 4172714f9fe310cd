using Lockstep.Tests.Support;

namespace Lockstep.Tests.Gateway;

public sealed class HeadTests(SurfaceFixture fixture) : IClassFixture<SurfaceFixture>
{
    private static readonly string[] Passing = ["Date", "ETag", "Content-Length", "Transfer-Encoding"];

    [Fact]
    public async Task Every_endpoint_that_answers_GET_answers_HEAD_with_the_same_head_and_no_body()
    {
        var app = fixture.App;
        var all = (await ApiSurface.AllAsync(app)).Where(static one => one.Method == HttpMethod.Get && one.Template is not "/signin-oidc");
        foreach (var path in all.Select(static one => one.PathFor(1)))
        {
            using var get = await SendAsync(HttpMethod.Get, path);
            using var head = await SendAsync(HttpMethod.Head, path);
            head.StatusCode.ShouldBe(get.StatusCode, path);
            (await head.Content.ReadAsByteArrayAsync(CancellationToken.None)).ShouldBeEmpty(path);
            head.Content.Headers.ContentType.ShouldBe(get.Content.Headers.ContentType, path);
            string.Join(',', Names(head)).ShouldBe(string.Join(',', Names(get)), path);
        }
    }

    [Fact]
    public async Task HEAD_of_what_is_not_there_and_of_what_GET_would_take_is_refused_and_an_Allow_names_it()
    {
        using var missing = await SendAsync(HttpMethod.Head, "/api/customers/404");
        ((int)missing.StatusCode, missing.Content.Headers.ContentType?.MediaType).ShouldBe((404, "application/problem+json"));
        using var pull = await SendAsync(HttpMethod.Head, "/api/erp/orders/pull");
        ((int)pull.StatusCode).ShouldBe(405);
        var wrong = await fixture.App.Admin.SendAsync(HttpMethod.Put, "/api/customers", "{}");
        wrong.Message.Content.Headers.Allow.Contains("HEAD", StringComparer.Ordinal).ShouldBeTrue();
    }

    private Task<HttpResponseMessage> SendAsync(HttpMethod method, string path) => fixture.App.Admin.SendAsync(
        new HttpRequestMessage(method, path), HttpCompletionOption.ResponseHeadersRead, CancellationToken.None);

    private static IEnumerable<string> Names(HttpResponseMessage answer) =>
        answer.Headers.Concat(answer.Content.Headers).Select(static header => header.Key)
            .Where(static name => !Passing.Contains(name, StringComparer.OrdinalIgnoreCase))
            .Order(StringComparer.Ordinal);
}
