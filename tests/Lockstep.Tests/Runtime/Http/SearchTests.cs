using System.Text.Json;
using Lockstep.Runtime.Storage;
using Lockstep.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Tests.Runtime.Http;

public sealed class SearchFixture : IAsyncLifetime
{
    private static readonly string[] Names =
    [
        "Иван Иванов", "Σίσυφος Παπαδόπουλος", "Café Zoë", "O'Neil \"The\" Boss", "100% cotton", "snake_case", "AND OR NOT NEAR(x)",
        "a*b^c:d-e", "姓名测试", "x", "Ångström", "\ufffe nonsense", "J\u030cin", "Straße", "(brackets) {braces} + plus",
        "José Núñez", "Пётр Ёлкин", "Łukasz Ørsted-Đorđe", "Işık Yılmaz",
        "Soft\u00adhyphen Zero\u200bWidth", "山田太郎", "김철수", "สมชาย ใจดี", "Siemens AG", "Ｗｉｄｅ Ltd", "O’Hara",
    ];

    private static readonly (string Phone, string Email)[] Reached =
    [
        ("+49 (0)30 1234-567", "maria.garcia@mail.example.com"), ("0170/99 88 77", "k_lee@shop.example"),
    ];

    internal TestApp App { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        App = await TestApp.StartAsync();
        foreach (var name in Names)
        {
            await App.AddCustomerAsync($$"""{"name":{{JsonSerializer.Serialize(name)}}}""");
        }

        foreach (var (phone, email) in Reached)
        {
            await App.AddCustomerAsync($$"""{"name":"reached","phone":"{{phone}}","email":"{{email}}"}""");
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
    [InlineData("\"", 1)]
    [InlineData("\"\"\"", 0)]
    [InlineData("'; drop table customers; --", 0)]
    [InlineData("名测试", 1)]
    [InlineData("姓名", 1)]
    [InlineData("姓", 1)]
    [InlineData("и", 1)]
    [InlineData("ИВ", 1)]
    [InlineData("σ", 1)]
    [InlineData("x", 2)]
    [InlineData("%", 0)]
    [InlineData("_", 0)]
    [InlineData("ÅNG", 1)]
    [InlineData("a\u030angstr", 1)]
    [InlineData("\ufffe non", 1)]
    [InlineData("\ufffe", 1)]
    [InlineData("\u01f0in", 1)]
    [InlineData("STRAßE", 1)]
    [InlineData("{braces} +", 1)]
    [InlineData("nunez", 1)]
    [InlineData("NUÑEZ", 1)]
    [InlineData("петр", 1)]
    [InlineData("елкин", 1)]
    [InlineData("lukasz", 1)]
    [InlineData("orsted", 1)]
    [InlineData("dorde", 1)]
    [InlineData("isik yilmaz", 1)]
    [InlineData("strasse", 1)]
    [InlineData("softhyphen", 1)]
    [InlineData("zerowidth", 1)]
    [InlineData("angstrom", 1)]
    [InlineData("cafe zoe", 1)]
    [InlineData("o'hara", 1)]
    [InlineData("wide", 1)]
    [InlineData("  núñez   jose ", 1)]
    [InlineData("иванов иван", 1)]
    [InlineData("nunez nobody", 0)]
    [InlineData("太郎", 1)]
    [InlineData("田", 1)]
    [InlineData("田太郎", 1)]
    [InlineData("철수", 1)]
    [InlineData("수", 1)]
    [InlineData("ชาย", 1)]
    [InlineData("AG", 1)]
    [InlineData("ag sie", 1)]
    [InlineData("ge", 0)]
    [InlineData("garcia maria", 1)]
    [InlineData("mail.example", 1)]
    [InlineData("@shop", 1)]
    [InlineData("lee", 1)]
    [InlineData("ma", 1)]
    [InlineData("+49 30 1234567", 1)]
    [InlineData("030 123 45 67", 1)]
    [InlineData("(030) 1234-567", 1)]
    [InlineData("4930", 1)]
    [InlineData("0170 998877", 1)]
    [InlineData("+49 30 7654321", 0)]
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
        await fixture.App.DeleteCustomerAsync(id);
        (await FindAsync("huitzil")).ShouldBe(0);
    }

    [Fact]
    public async Task A_text_that_a_version_before_wrote_is_found_by_the_new_form_too_soon_after_a_start()
    {
        await using var app = await TestApp.StartAsync();
        var store = app.Services.GetRequiredKeyedService<IStore>("crm");
        await store.WriteAsync(async transaction =>
        {
            await transaction.ExecuteAsync(
                """
                with recursive n (i) as (select 1 union all select i + 1 from n where i < 500)
                insert into customers (name, name_key, status, search, version, created_at, updated_at)
                select 'José Núñez ' || i, 'josé núñez ' || i, 'active', 'josé núñez ' || i, 7, 0, 0 from n
                """);
            return await transaction.ExecuteAsync("delete from search_forms where resource = 'customers'");
        }, TestContext.Current.CancellationToken);
        await using var after = await app.RestartAsync();
        await TestApp.EventuallyAsync(
            async () => (long?)(await after.GetAsync("/api/customers?q=nunez")).Body!["total"] == 500, "all texts are made anew");
        ((long)(await after.GetAsync("/api/customers/500")).Body!["version"]!).ShouldBe(7);
        await after.DeleteCustomerAsync(1);
        ((long?)(await after.GetAsync("/api/customers?q=josé+jo")).Body!["total"]).ShouldBe(499);
    }

    [Fact]
    public async Task More_words_than_anybody_looks_for_are_refused()
    {
        var answer = await fixture.App.GetAsync("/api/customers?q=a+b+c+d+e+f+g+h+i+j+k");
        (answer.Status, answer.Blamed.Single()).ShouldBe((400, "q"));
        (await fixture.App.GetAsync("/api/customers?q=++")).Items.Count.ShouldBeGreaterThan(20);
    }

    private async Task<int> FindAsync(string text) => (await fixture.App.GetAsync($"/api/customers?q={text}")).Items.Count;
}
