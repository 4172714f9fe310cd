using System.Net.Http.Headers;
using System.Text;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Gateway;

public sealed class BadBodyTests(SurfaceFixture fixture) : IClassFixture<SurfaceFixture>
{
    private static readonly string[] Malformed =
    [
        "", " ", "{", "}", "[", "[]", "null", "1", "\"x\"", "nope", "{'name':'a'}", "{\"FIELD\"", "{\"FIELD\":", "{\"FIELD\":\"a",
        "{\"FIELD\":\"a\"", "{\"FIELD\":\"a\",}", "{\"FIELD\":\"a\"}}", "{\"FIELD\":\"a\"} x", "{/**/}", "{\"FIELD\":NaN}",
        "{\"FIELD\":01}", "{\"FIELD\":\"\\x\"}", "{\"FIELD\":\"\\ud800\"}", "{\"FIELD\":\"\\udc00x\"}", "{\"\\ud800\":1}",
        "{\"FIELD\":\"line\nbreak\"}", "{\"FIELD\":null,\"FIELD\":null}", "{\"FIELD\":null,\"FIELD_UPPER\":null}", "<xml/>", "FIELD=a",
    ];

    private static readonly string[] Values =
    [
        "1", "-1", "0.5", "1e400", "-1e400", "1e-400", "9223372036854775808", "-9223372036854775809", "123456789012345678901234567890",
        "true", "null", "\"\"", "\" \"", "\"x\"", "\"-1\"", "\"1e999\"", "[]", "[1]", "[[[]]]", "[null]", "{}", "{\"a\":1}", "{\"city\":5}",
        "{\"city\":[]}", "\"2026-13-45T99:99:99Z\"", "\"0001-01-01T00:00:00+14:00\"", "\"'; drop table customers; --\"", "\"\\u0000\"",
        "\"\\ufffe\"", "\"\\ud800\"",
    ];

    private TestApp App => fixture.App;

    [Fact]
    public async Task There_are_endpoints_to_test()
    {
        var endpoints = (await ApiSurface.WritesAsync(App)).Select(endpoint => endpoint.ToString()).ToList();
        endpoints.Contains("POST /api/customers", StringComparer.Ordinal).ShouldBeTrue();
        endpoints.Contains("PATCH /api/products/{id}", StringComparer.Ordinal).ShouldBeTrue();
        endpoints.Contains("PATCH /api/packages/{id}", StringComparer.Ordinal).ShouldBeTrue();
        endpoints.Contains("POST /api/sync/dead-letters/replay", StringComparer.Ordinal).ShouldBeTrue();
    }

    [Fact]
    public Task A_body_that_is_not_the_JSON_it_should_be_is_a_400_that_says_so() =>
        OnEachAsync(async endpoint =>
        {
            foreach (var template in Malformed.Where(one => endpoint.NeedsBody || one is not ("" or "null")))
            {
                var field = endpoint.Fields![0];
                var json = template
                    .Replace("FIELD_UPPER", field.ToUpperInvariant(), StringComparison.Ordinal)
                    .Replace("FIELD", field, StringComparison.Ordinal);
                var what = $"{endpoint} {json}";
                var answer = await App.Admin.SendAsync(endpoint.Method, endpoint.PathFor(1), json);
                answer.ShouldBeProblem(400, what);
            }
        });

    [Fact]
    public Task A_member_that_is_there_twice_is_named() =>
        OnEachAsync(async endpoint =>
        {
            var field = endpoint.Fields![0];
            var answer = await App.Admin.SendAsync(endpoint.Method, endpoint.PathFor(1), $$"""{"{{field}}":null,"{{field}}":null}""");
            answer.ShouldBeProblem(400, endpoint.ToString());
            answer.Blamed.ShouldBe([field], endpoint.ToString());
        });

    [Fact]
    public Task A_value_of_whatever_type_in_whatever_field_is_taken_or_refused_by_name() =>
        OnEachAsync(async endpoint =>
        {
            foreach (var field in endpoint.Fields!)
            {
                foreach (var value in Values)
                {
                    var what = $$"""{{endpoint}} {"{{field}}":{{value}}}""";
                    var answer = await App.Admin.SendAsync(endpoint.Method, endpoint.PathFor(1), $$"""{"{{field}}":{{value}}}""");
                    answer.Status.ShouldBeLessThan(500, what);
                    if (answer.Status >= 400)
                    {
                        answer.ShouldBeProblem(what);
                        (answer.Status is 404 || answer.Blamed.Any()).ShouldBeTrue(what);
                    }
                }
            }
        });

    [Theory]
    [InlineData("[", "]", 1_000)]
    [InlineData("{\"a\":", "}", 1_000)]
    [InlineData("{\"address\":", "}", 10_000)]
    public Task A_body_a_thousand_levels_deep_is_refused(string open, string close, int levels) => OnEachAsync(async endpoint =>
    {
        var json = new StringBuilder().Insert(0, open, levels).Append('1').Append(new StringBuilder().Insert(0, close, levels)).ToString();
        var field = endpoint.Fields![0];
        (await App.Admin.SendAsync(endpoint.Method, endpoint.PathFor(1), json)).Status.ShouldBeOneOf(400, 413);
        var inside = await App.Admin.SendAsync(endpoint.Method, endpoint.PathFor(1), $$"""{"{{field}}":{{json}}}""");
        inside.ShouldBeProblem(inside.Status == 413 ? 413 : 400, endpoint.ToString());
    });

    [Fact]
    public Task A_body_that_is_no_UTF8_is_refused() =>
        OnEachAsync(async endpoint =>
        {
            foreach (var bytes in new byte[][] { [0xff], [0xc3, 0x28], [0xed, 0xa0, 0x80], [0xf8, 0x88, 0x80, 0x80, 0x80], [0xc0, 0xaf] })
            {
                using var content = Json([.. Encoding.UTF8.GetBytes($$"""{"{{endpoint.Fields![0]}}":"a"""), .. bytes, .. "\"}"u8]);
                (await App.Admin.SendContentAsync(endpoint.Method, endpoint.PathFor(1), content)).ShouldBeProblem(
                    400, $"{endpoint} {Convert.ToHexString(bytes)}");
            }
        });

    [Fact]
    public Task A_body_of_ten_megabytes_is_too_large() => OnEachAsync(async endpoint =>
    {
        using var answer = await SendLargeAsync(endpoint, request => request.Headers.ExpectContinue = true);
        ((int)answer.StatusCode).ShouldBe(413, endpoint.ToString());
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
    });

    [Fact]
    public Task A_body_that_turns_out_too_large_on_the_way_is_cut_off() => OnEachAsync(async endpoint =>
    {
        try
        {
            using var answer = await SendLargeAsync(endpoint, request => request.Headers.TransferEncodingChunked = true);
            ((int)answer.StatusCode).ShouldBe(413, endpoint.ToString());
        }
        catch (HttpRequestException)
        {
            // The server hung up before the client had listened.
        }

        (await App.Anonymous.SendAsync(HttpMethod.Get, "/health/ready", null)).Status.ShouldBe(200);
    });

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/xml")]
    [InlineData("multipart/form-data")]
    [InlineData(null)]
    public Task Another_media_type_than_JSON_is_a_415(string? mediaType) => OnEachAsync(async endpoint =>
    {
        using var content = Json("{}"u8.ToArray());
        content.Headers.ContentType = mediaType is null ? null : new MediaTypeHeaderValue(mediaType);
        (await App.Admin.SendContentAsync(endpoint.Method, endpoint.PathFor(1), content)).ShouldBeProblem(415, $"{endpoint} {mediaType}");
    });

    private static ByteArrayContent Json(byte[] bytes)
    {
        var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return content;
    }

    private async Task<HttpResponseMessage> SendLargeAsync(ApiEndpoint endpoint, Action<HttpRequestMessage> adjust)
    {
        using var content = Json(Encoding.UTF8.GetBytes($$"""{"{{endpoint.Fields![0]}}":"{{new string('x', 10_000_000)}}"}"""));
        using var request = new HttpRequestMessage(endpoint.Method, endpoint.PathFor(1)) { Content = content };
        adjust(request);
        return await App.Admin.SendAsync(request, CancellationToken.None);
    }

    private async Task OnEachAsync(Func<ApiEndpoint, Task> test)
    {
        foreach (var endpoint in await ApiSurface.WritesAsync(App))
        {
            await test(endpoint);
        }
    }
}
