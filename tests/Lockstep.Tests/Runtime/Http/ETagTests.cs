using Lockstep.Tests.Support;

namespace Lockstep.Tests.Runtime.Http;

[RunsOnEachStore]
public sealed class ETagTests(AppFixture fixture) : IClassFixture<AppFixture>
{
    private TestApp App => fixture.App;

    [Theory]
    [InlineData("\"1\"", 200)]
    [InlineData("*", 200)]
    [InlineData("\"7\", \"1\"", 200)]
    [InlineData("\"2\"", 412)]
    [InlineData("1", 412)]
    [InlineData("\"1", 412)]
    [InlineData("garbage", 412)]
    [InlineData("\"\"", 412)]
    public async Task A_change_with_If_Match_goes_through_only_on_the_version_it_names(string tags, int status)
    {
        foreach (var (method, json) in new[]
        {
            (HttpMethod.Put, """{"name":"Ida"}"""), (HttpMethod.Patch, """{"name":"Ida"}"""), (HttpMethod.Delete, null),
        })
        {
            var id = await App.AddCustomerAsync("""{"name":"Ada"}""");
            var answer = json is null
                ? await App.DeleteCustomerAsync(id, ("If-Match", tags))
                : await App.Admin.SendAsync(method, $"/api/customers/{id}", json, ("If-Match", tags));
            answer.Status.ShouldBe(status == 200 && method == HttpMethod.Delete ? 204 : status);
            var after = await App.GetAsync($"/api/customers/{id}");
            (after.Status == 200 && after.ETag is "\"1\"").ShouldBe(status == 412);
        }
    }

    [Theory]
    [InlineData("\"1\"", 304)]
    [InlineData("W/\"1\"", 304)]
    [InlineData("*", 304)]
    [InlineData("\"2\"", 200)]
    [InlineData("garbage", 200)]
    public async Task A_read_with_If_None_Match_is_spared_the_body_of_a_version_it_knows(string tags, int status)
    {
        var id = await App.AddCustomerAsync("""{"name":"Ada"}""");
        var answer = await App.GetAsync($"/api/customers/{id}", ("If-None-Match", tags));
        (answer.Status, answer.ETag, answer.Body is null).ShouldBe((status, "\"1\"", status == 304));
    }

    [Fact]
    public async Task Of_many_changes_on_one_version_exactly_one_goes_through()
    {
        var id = await App.AddCustomerAsync("""{"name":"Ada"}""");
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(number =>
            App.Admin.SendAsync(HttpMethod.Patch, $"/api/customers/{id}", $$"""{"name":"Ada {{number}}"}""", ("If-Match", "\"1\""))));
        answers.Select(answer => answer.Status).Order().ShouldBe([200, .. Enumerable.Repeat(412, 19)]);
    }

    [Fact]
    public async Task A_change_that_changes_nothing_makes_no_version()
    {
        var id = await App.AddCustomerAsync("""{"name":"Ada"}""");
        var answer = await App.Admin.SendAsync(HttpMethod.Put, $"/api/customers/{id}", """{"name":"Ada"}""");
        (answer.Status, answer.ETag).ShouldBe((200, "\"1\""));
    }
}
