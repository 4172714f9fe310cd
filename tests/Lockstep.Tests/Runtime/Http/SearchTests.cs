using System.Text.Json;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Runtime.Http;

public sealed class SearchFixture : IAsyncLifetime
{
    private static readonly string[] Names =
    [
        "Иван Иванов", "Σίσυφος Παπαδόπουλος", "Café Zoë", "O'Neil \"The\" Boss", "100% cotton", "snake_case", "AND OR NOT NEAR(x)",
        "a*b^c:d-e", "姓名测试", "x", "Ångström", "\ufffe nonsense", "J\u030cin", "Straße", "(brackets) {braces} + plus",
    ];

    internal TestApp App { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        App = await TestApp.StartAsync();
        foreach (var name in Names)
        {
            await App.AddCustomerAsync($$"""{"name":{{JsonSerializer.Serialize(name)}}}""");
        }
    }

    public ValueTask DisposeAsync() => App.DisposeAsync();
}

[RunsOnEachStore]
public sealed class SearchTests(SearchFixture fixture) : IClassFixture<SearchFixture>
{
    [Theory]
    [InlineData("иванов", 1)]
    [InlineData("ИВАН", 1)]
    [InlineData("ΣΊΣΥΦΟΣ", 1)]
    [InlineData("σίσυφος", 1)]
    [InlineData("ΔΌΠΟΥΛΟΣ", 1)]
    [InlineData("cafe\u0301", 1)]
    [InlineData("ZOË", 1)]
    [InlineData("O'Neil", 1)]
    [InlineData("\"The\"", 1)]
    [InlineData("100%", 1)]
    [InlineData("00%", 1)]
    [InlineData("%%%", 0)]
    [InlineData("___", 0)]
    [InlineData("snake_case", 1)]
    [InlineData("snakeXcase", 0)]
    [InlineData("AND OR", 1)]
    [InlineData("AND", 1)]
    [InlineData("NEAR(x)", 1)]
    [InlineData("x OR iva", 0)]
    [InlineData("a*b^c:d-e", 1)]
    [InlineData("search:abc", 0)]
    [InlineData("*", 0)]
    [InlineData("\"", 0)]
    [InlineData("\"\"\"", 0)]
    [InlineData("'; drop table customers; --", 0)]
    [InlineData("名测试", 1)]
    [InlineData("姓名", 1)]
    [InlineData("姓", 1)]
    [InlineData("и", 1)]
    [InlineData("ИВ", 1)]
    [InlineData("σ", 1)]
    [InlineData("x", 1)]
    [InlineData("%", 0)]
    [InlineData("_", 0)]
    [InlineData("ÅNG", 1)]
    [InlineData("a\u030angstr", 1)]
    [InlineData("\ufffe non", 1)]
    [InlineData("\ufffe", 1)]
    [InlineData("\u01f0in", 1)]
    [InlineData("STRAßE", 1)]
    [InlineData("{braces} +", 1)]
    public async Task A_search_finds_text_in_any_case_and_script_and_takes_every_sign_for_itself(string text, int count)
    {
        foreach (var sort in new[] { "id", "-name" })
        {
            var answer = await fixture.App.GetAsync($"/api/customers?sort={sort}&q={Uri.EscapeDataString(text)}");
            answer.Status.ShouldBe(200, answer.Body?.ToJsonString());
            (answer.Items.Count, (long)answer.Body!["total"]!).ShouldBe((count, count));
        }
    }

    [Fact]
    public async Task A_changed_or_deleted_record_is_found_by_what_it_says_now()
    {
        var id = await fixture.App.AddCustomerAsync("""{"name":"Quetzalcoatl"}""");
        await fixture.App.Admin.SendAsync(HttpMethod.Patch, $"/api/customers/{id}", """{"name":"Huitzilopochtli"}""");
        (await FindAsync("quetzal"), await FindAsync("huitzil")).ShouldBe((0, 1));
        await fixture.App.Admin.SendAsync(HttpMethod.Delete, $"/api/customers/{id}", null);
        (await FindAsync("huitzil")).ShouldBe(0);
    }

    private async Task<int> FindAsync(string text) => (await fixture.App.GetAsync($"/api/customers?q={text}")).Items.Count;
}
