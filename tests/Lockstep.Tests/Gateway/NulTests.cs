using System.Net.Http.Headers;
using System.Text;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Gateway;

/// <summary>
/// U+0000, which one of the stores can't keep nor look for: it is refused by name wherever it comes in, the same on both.
/// </summary>
[RunsOnEachStore]
public sealed class NulTests(SurfaceFixture fixture) : IClassFixture<SurfaceFixture>
{
    private TestApp App => fixture.App;

    [Fact]
    public async Task In_a_query_parameter_it_is_a_400_that_names_it()
    {
        var asked = 0;
        var endpoints = (await ApiSurface.AllAsync(App)).Where(endpoint => endpoint.Template.StartsWith("/api/", StringComparison.Ordinal));
        foreach (var endpoint in endpoints.Where(endpoint => endpoint.Method == HttpMethod.Get || endpoint.Method == HttpMethod.Delete))
        {
            foreach (var parameter in endpoint.Parameters)
            {
                foreach (var value in new[] { "%00", "a%00b" })
                {
                    var what = $"{endpoint} ?{parameter}={value}";
                    var answer = await App.Admin.SendAsync(endpoint.Method, $"{endpoint.PathFor(1)}?{parameter}={value}", null);
                    if (answer.Status != 404)
                    {
                        asked++;
                        answer.ShouldBeProblem(400, what);

                        // One that must be given and is not is named beside it.
                        answer.Blamed.Contains(parameter, StringComparer.Ordinal).ShouldBeTrue(what);
                    }
                }
            }
        }

        asked.ShouldBeGreaterThan(100);
    }

    [Theory]
    [InlineData("audit", "actor")]
    [InlineData("audit", "action")]
    [InlineData("audit", "target")]
    [InlineData("audit/personal", "actor")]
    [InlineData("audit/personal", "target")]
    [InlineData("customers", "source")]
    [InlineData("customers", "externalId")]
    [InlineData("customers/export", "source")]
    [InlineData("customers/export", "status")]
    [InlineData("customers/imports", "run")]
    [InlineData("clients", "clientId")]
    [InlineData("users", "email")]
    public async Task These_are_among_them(string path, string parameter) => (await ApiSurface.AllAsync(App))
        .ShouldContain(endpoint => endpoint.Template == $"/api/{path}" && endpoint.Parameters.Contains(parameter, StringComparer.Ordinal));

    [Theory]
    [InlineData("users", """{"name":"a\u0000b","email":"nul@example.com","password":"a-long-password-of-a-test"}""", "name")]
    [InlineData("users", """{"name":"Nul","email":"a\u0000b@example.com","password":"a-long-password-of-a-test"}""", "email")]
    [InlineData("orders", """{"externalId":"a\u0000b","items":[{"productId":1,"quantity":1}]}""", "externalId")]
    [InlineData("products", """{"name":"Nul","price":1,"externalId":"a\u0000b"}""", "externalId")]
    [InlineData("clients", """{"name":"a\u0000b"}""", "name")]
    [InlineData("clients", """{"name":"Nul","clientId":"a\u0000b"}""", "clientId")]
    [InlineData("clients", """{"name":"Nul","roles":["a\u0000b"]}""", "roles")]
    [InlineData("clients", """{"name":"Nul","scopes":["a\u0000b"]}""", "scopes")]
    [InlineData("auth/login", """{"email":"a\u0000b@example.com","password":"x"}""", "email")]
    [InlineData("auth/login", """{"email":"nul@example.com","password":"x","totp":"\u0000"}""", "totp")]
    [InlineData("auth/reset", """{"email":"a\u0000b@example.com"}""", "email")]
    public async Task In_a_body_it_is_a_400_that_names_the_field(string path, string json, string field)
    {
        var answer = await App.PostAsync($"/api/{path}", json);
        answer.ShouldBeProblem(400, json);
        answer.Blamed.ShouldBe([field]);
    }

    [Theory]
    [InlineData("token", "grant_type=client_credentials&client_id=a%00b&client_secret=x")]
    [InlineData("token", "grant_type=client_credentials&client_id=a&client_secret=%00")]
    [InlineData("token", "grant_type=refresh_token&refresh_token=a%00b")]
    [InlineData("token", "grant_type=a%00b")]
    [InlineData("revoke", "token=a%00b")]
    public async Task In_a_form_it_makes_the_request_invalid(string endpoint, string form)
    {
        using var content = new StringContent(form, new MediaTypeHeaderValue("application/x-www-form-urlencoded"));
        var answer = await App.Anonymous.SendContentAsync(HttpMethod.Post, $"/oauth/{endpoint}", content);
        (answer.Status, (string?)answer.Body?["error"]).ShouldBe((400, "invalid_request"));
    }

    [Fact]
    public async Task In_the_credentials_of_a_client_it_proves_nothing()
    {
        var basic = Convert.ToBase64String("a\0b:c\0d"u8);
        using var content = new StringContent(
            "grant_type=client_credentials", new MediaTypeHeaderValue("application/x-www-form-urlencoded"));
        (
            await App.Anonymous.SendContentAsync(HttpMethod.Post, "/oauth/token", content, ("Authorization", $"Basic {basic}"))
        ).Status.ShouldBe(401);
        (await App.Anonymous.SendAsync(HttpMethod.Get, "/api/customers", null, ("Authorization", $"Basic {basic}"))).ShouldBeProblem(
            401, "Basic");
    }

    [Theory]
    [InlineData("run=a%00b", "run")]
    [InlineData("source=a%00b", "source")]
    [InlineData("map=a%00b%3Dname", "map")]
    public async Task In_what_an_import_is_asked_for_it_is_a_400_that_names_it(string query, string parameter)
    {
        using var content = new StringContent("name\nAda\n", Encoding.UTF8, "text/csv");
        var answer = await App.Admin.SendContentAsync(HttpMethod.Post, $"/api/customers/import?{query}", content);
        answer.ShouldBeProblem(400, query);
        answer.Blamed.ShouldBe([parameter]);
    }

    [Theory]
    [InlineData("text/csv", "name,x\0y,city\na\0b,1,Rome\nAda,2,Rome\n")]
    [InlineData("application/x-ndjson", "{\"name\":\"a\\u0000b\",\"x\\u0000y\":1}\n{\"name\":\"Ada\",\"x\\u0000y\":2}\n")]
    public async Task In_a_row_of_an_import_the_row_is_refused_and_the_others_go_in(string type, string rows)
    {
        using var content = new StringContent(rows, Encoding.UTF8, type);
        var answer = await App.Admin.SendContentAsync(HttpMethod.Post, "/api/customers/import", content);
        ((int?)answer.Body?["created"], (int?)answer.Body?["refused"]).ShouldBe((1, 1), answer.Body?.ToJsonString());
        ((string?)answer.Body!["ignoredColumns"]![0]).ShouldBe("x\0y");
        var verdicts = await App.Admin.GetStringAsync((string?)answer.Body["verdicts"], CancellationToken.None);
        verdicts.ShouldContain("U+0000");
    }
}
