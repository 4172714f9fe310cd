using System.Text.Json;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Gateway;

[RunsOnEachStore]
public sealed class UnicodeTests(SurfaceFixture fixture) : IClassFixture<SurfaceFixture>
{
    private TestApp App => fixture.App;

    public static TheoryData<string> Names =>
        [
            "Иван Иванов", "محمد بن سلمان", "שלום \u202eabc\u202c", "Zoë e\u0301\u0323\u0307", "👩‍👩‍👧‍👦 🏳️‍🌈", "𠜎𠜱𝒳",
            "\ue000\uf8ff private", "\ufdd0\uffff\ufffe none", "'; DROP TABLE customers; --", "<script>alert(1)</script>",
            "a\u00a0b\u2003c\u3000d", "  spaces  around  ", "tab\tand\nbreak\r\n", "\u200b\u200d\ufeff.",
            "{{7*7}} ${x} %s \\ / \" ' ` &amp;", "=1+1", "a\u2028\u2029b", "ﷺ", "İıſK", "\ud83d\ude00", "0", "null", "ǅ ǰ ŉ ΐ",
        ];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_name_comes_back_everywhere_exactly_as_it_was_given(string name)
    {
        var json = JsonSerializer.Serialize(name);
        var created = await App.PostAsync(
            "/api/customers", $$"""{"name":{{json}},"organisation":{{json}},"address":{"line":{{json}} } }""");
        created.Status.ShouldBe(201, created.Body?.ToJsonString());
        var path = $"/api/customers/{(long)created.Body!["id"]!}";
        foreach (var record in new[]
        {
            created.Body,
            (await App.GetAsync(path)).Body!,
            (await App.GetAsync($"{path}/overview")).Body!["customer"]!,
            (await App.GetAsync($"{path}/history")).Items[0]!["record"]!,
            (await App.GetAsync("/api/customers?sort=-id&size=1")).Items[0]!,
        })
        {
            ((string?)record["name"], (string?)record["organisation"], (string?)record["address"]!["line"]).ShouldBe((name, name, name));
        }

        var patched = await App.Admin.SendAsync(HttpMethod.Patch, path, $$"""{"name":{{JsonSerializer.Serialize(name + "!")}}}""");
        ((string?)patched.Body!["name"], (string?)patched.Body["organisation"]).ShouldBe((name + "!", name));
    }

    [Theory]
    [InlineData('\u0000')]
    [InlineData('\u0007')]
    [InlineData('\u001b')]
    [InlineData('\u007f')]
    [InlineData('\u0085')]
    public async Task A_control_character_is_refused_by_field(char letter)
    {
        var text = JsonSerializer.Serialize($"a{letter}b");
        var answer = await App.PostAsync(
            "/api/customers",
            $$"""{"name":{{text}},"phone":{{text}},"externalId":{{text}},"source":{{text}},"address":{"city":{{text}} } }""");
        answer.ShouldBeProblem(400, text);
        answer.Blamed.ShouldBe(["address.city", "externalId", "name", "phone", "source"]);
        (await App.PostAsync("/api/products", $$"""{"name":{{text}},"price":1}""")).Blamed.ShouldBe(["name"]);
    }

    [Theory]
    [InlineData("case@example.com", "CASE@Example.Com")]
    [InlineData("иван@пример.рф", "ИВАН@ПРИМЕР.РФ")]
    [InlineData("zoe\u0308@example.com", "zoë@example.com")]
    [InlineData("ZOE\u0301@example.com", "zoé@example.com")]
    [InlineData("σίσυφος@example.com", "ΣΊΣΥΦΟΣ@example.com")]
    [InlineData("J\u030c@example.com", "\u01f0@example.com")]
    [InlineData("a\ufffe@example.com", "A\ufffe@example.com")]
    public async Task Two_spellings_of_one_address_are_the_same_and_the_second_is_told_who_holds_it(string first, string second)
    {
        var holder = await App.AddCustomerAsync($$"""{"name":"Ada","email":{{JsonSerializer.Serialize(first)}}}""");
        ((string?)(await App.GetAsync($"/api/customers/{holder}")).Body!["email"]).ShouldBe(first);
        var other = await App.AddCustomerAsync("""{"name":"Ida"}""");
        var json = $$"""{"name":"Ida","email":{{JsonSerializer.Serialize(second)}}}""";
        foreach (var answer in new[]
        {
            await App.PostAsync("/api/customers", json),
            await App.Admin.SendAsync(HttpMethod.Put, $"/api/customers/{other}", json),
            await App.Admin.SendAsync(HttpMethod.Patch, $"/api/customers/{other}", json),
        })
        {
            answer.ShouldBeProblem(409, second);
            answer.Blamed.ShouldBe(["email"]);
            ((string?)answer.Body!["detail"]).ShouldNotBeNull().ShouldContain($"Customer {holder} ");
        }

        ((long)(await App.GetAsync($"/api/customers?email={Uri.EscapeDataString(second)}")).Body!["total"]!).ShouldBe(1);
        (await App.Admin.SendAsync(HttpMethod.Patch, $"/api/customers/{holder}", json)).Status.ShouldBe(
            200, "its own address is no one else's");
    }

    [Theory]
    [InlineData("name", 150)]
    [InlineData("organisation", 150)]
    [InlineData("phone", 50)]
    public async Task Lengths_count_characters_and_not_bytes(string field, int max)
    {
        var longest = string.Concat(Enumerable.Repeat("𠜎", max));
        var rest = field is "name" ? "" : "\"name\":\"Ada\",";
        (await App.PostAsync("/api/customers", $$"""{{{rest}}"{{field}}":"{{longest}}"}""")).Status.ShouldBe(201);
        (await App.PostAsync("/api/customers", $$"""{{{rest}}"{{field}}":"{{longest}}x"}""")).Blamed.ShouldBe([field]);
    }
}
