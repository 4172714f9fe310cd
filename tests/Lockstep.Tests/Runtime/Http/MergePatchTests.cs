using System.Text.Json.Nodes;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Runtime.Http;

public sealed class MergePatchTests(AppFixture fixture) : IClassFixture<AppFixture>
{
    [Theory]
    [InlineData("""{"a":"b"}""", """{"a":"c"}""", """{"a":"c"}""")]
    [InlineData("""{"a":"b"}""", """{"b":"c"}""", """{"a":"b","b":"c"}""")]
    [InlineData("""{"a":"b"}""", """{"a":null}""", "{}")]
    [InlineData("""{"a":"b","b":"c"}""", """{"a":null}""", """{"b":"c"}""")]
    [InlineData("""{"a":["b"]}""", """{"a":"c"}""", """{"a":"c"}""")]
    [InlineData("""{"a":"c"}""", """{"a":["b"]}""", """{"a":["b"]}""")]
    [InlineData("""{"a":{"b":"c"}}""", """{"a":{"b":"d","c":null}}""", """{"a":{"b":"d"}}""")]
    [InlineData("""{"a":[{"b":"c"}]}""", """{"a":[1]}""", """{"a":[1]}""")]
    [InlineData("""["a","b"]""", """["c","d"]""", """["c","d"]""")]
    [InlineData("""{"a":"b"}""", """["c"]""", """["c"]""")]
    [InlineData("""{"a":"foo"}""", "null", "null")]
    [InlineData("""{"a":"foo"}""", "\"bar\"", "\"bar\"")]
    [InlineData("""{"e":null}""", """{"a":1}""", """{"e":null,"a":1}""")]
    [InlineData("[1,2]", """{"a":"b","c":null}""", """{"a":"b"}""")]
    [InlineData("{}", """{"a":{"bb":{"ccc":null}}}""", """{"a":{"bb":{}}}""")]
    public void The_examples_of_the_standard_give_its_results(string target, string patch, string result)
    {
        var before = JsonNode.Parse(target);
        (MergePatch.Apply(before, JsonNode.Parse(patch))?.ToJsonString() ?? "null").ShouldBe(result);
        (before?.ToJsonString() ?? "null").ShouldBe(target);
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/merge-patch+json")]
    public async Task A_patch_changes_what_it_names_removes_what_is_null_and_keeps_the_rest(string mediaType)
    {
        var id = await fixture.App.AddCustomerAsync(
            """{"name":"Ada","phone":"1","address":{"city":"Turin","line":"Via Roma 1"},"organisation":"A"}""");
        using var content = new StringContent(
            """{"name":"Ida","phone":null,"address":{"city":null,"country":"IT"},"version":1}""",
            new System.Net.Http.Headers.MediaTypeHeaderValue(mediaType));
        var answer = await fixture.App.Admin.SendContentAsync(HttpMethod.Patch, $"/api/customers/{id}", content);
        (answer.Status, answer.ETag).ShouldBe((200, "\"2\""));
        var body = answer.Body!;
        ((string?)body["name"], (string?)body["phone"], (string?)body["organisation"], (long)body["id"]!).ShouldBe(("Ida", null, "A", id));
        ((string?)body["address"]!["city"], (string?)body["address"]!["line"], (string?)body["address"]!["country"]).ShouldBe(
            (null, "Via Roma 1", "IT"));
    }

    [Theory]
    [InlineData("""{"Name":"Ida"}""", "Ida")]
    [InlineData("""{"NAME":"Ida","ADDRESS":{"City":"Rome"}}""", "Ida")]
    public async Task A_patch_spells_members_in_any_case_like_every_other_body(string patch, string name)
    {
        var id = await fixture.App.AddCustomerAsync("""{"name":"Ada","address":{"city":"Turin"}}""");
        var answer = await fixture.App.Admin.SendAsync(HttpMethod.Patch, $"/api/customers/{id}", patch);
        answer.Status.ShouldBe(200, answer.Body?.ToJsonString());
        ((string?)answer.Body!["name"]).ShouldBe(name);
    }

    [Theory]
    [InlineData("""{"name":null}""", "name")]
    [InlineData("""{"name":5}""", "name")]
    [InlineData("""{"address":5}""", "address")]
    [InlineData("""{"address":{"city":{}}}""", "address.city")]
    [InlineData("""{"status":"gone"}""", "status")]
    public async Task A_patch_that_makes_a_record_invalid_names_the_field_and_changes_nothing(string patch, string field)
    {
        var id = await fixture.App.AddCustomerAsync("""{"name":"Ada"}""");
        var answer = await fixture.App.Admin.SendAsync(HttpMethod.Patch, $"/api/customers/{id}", patch);
        (answer.Status, answer.Blamed.Single()).ShouldBe((400, field));
        (await fixture.App.GetAsync($"/api/customers/{id}")).ETag.ShouldBe("\"1\"");
    }
}
