using Lockstep.Tests.Support;

namespace Lockstep.Tests.Modules.Inventory;

/// <summary>Requests about one product or package at the same moment.</summary>
[RunsOnEachStore]
public sealed class InventoryRaceTests(AppFixture fixture) : IClassFixture<AppFixture>
{
    private const int Rounds = 10;
    private const int Many = 12;

    private TestApp App => fixture.App;

    [Fact]
    public async Task Reservations_at_once_never_take_more_than_there_is()
    {
        const int stock = 5;
        for (var round = 0; round < Rounds; round++)
        {
            var product = await AddProductAsync($$"""{"name":"Rare {{round}}","price":1,"stock":{{stock}}}""");
            var answers = await TogetherAsync(number =>
                MoveAsync(product, $$"""{"operationId":"res-{{round}}-{{number}}","kind":"reserve","quantity":1}""")
            );
            answers.Count(answer => answer.Status == 201).ShouldBe(stock);
            answers.Count(answer => answer.Status == 409).ShouldBe(Many - stock);
            (await StockAsync(product)).ShouldBe((stock, stock));
        }
    }

    [Fact]
    public async Task Movements_at_once_all_count()
    {
        var product = await AddProductAsync("""{"name":"Busy","price":1}""");
        for (var round = 0; round < Rounds; round++)
        {
            var answers = await TogetherAsync(number =>
                MoveAsync(product, $$"""{"operationId":"in-{{round}}-{{number}}","kind":"receipt","quantity":3}""")
            );
            answers.ShouldAllBe(answer => answer.Status == 201);
        }

        (await StockAsync(product)).ShouldBe((Rounds * Many * 3, 0));
    }

    [Fact]
    public async Task An_operation_id_used_by_many_at_once_moves_the_stock_once_and_all_hear_the_same()
    {
        for (var round = 0; round < Rounds; round++)
        {
            // Only one unit: whoever comes second must hear the first one's answer, not that there is none left.
            var product = await AddProductAsync($$"""{"name":"Single {{round}}","price":1,"stock":1}""");
            var answers = await TogetherAsync(_ =>
                MoveAsync(product, $$"""{"operationId":"op-{{round}}","kind":"reserve","quantity":1}""")
            );
            answers.Select(answer => answer.Status).Order().ShouldBe([.. Enumerable.Repeat(200, Many - 1), 201]);
            answers.Select(answer => (long)answer.Body!["id"]!).Distinct().Count().ShouldBe(1);
            (await StockAsync(product)).ShouldBe((1, 1));
        }
    }

    [Fact]
    public async Task A_patch_and_a_movement_at_once_leave_the_stock_what_the_ledger_says()
    {
        var product = await AddProductAsync("""{"name":"Both","price":1,"stock":100}""");
        for (var round = 0; round < Rounds; round++)
        {
            var answers = await TogetherAsync(number => number % 2 == 0
                ? App.Admin.SendAsync(HttpMethod.Patch, $"/api/products/{product}", $$"""{"price":{{(round * Many) + number + 2}}}""")
                : MoveAsync(product, $$"""{"operationId":"both-{{round}}-{{number}}","kind":"receipt","quantity":1}"""));
            answers.ShouldAllBe(answer => answer.Status == 200 || answer.Status == 201);
        }

        (await StockAsync(product)).ShouldBe((100 + (Rounds * Many / 2), 0));
        ((long)(await App.GetAsync($"/api/products/{product}")).Body!["version"]!).ShouldBe(1 + (Rounds * Many / 2));
    }

    [Fact]
    public async Task Products_of_one_name_made_at_once_get_a_sku_each()
    {
        for (var round = 0; round < Rounds; round++)
        {
            var answers = await TogetherAsync(_ => App.PostAsync("/api/products", $$"""{"name":"Twin {{round}}","price":1}"""));
            answers.ShouldAllBe(answer => answer.Status == 201);
            answers.Select(answer => (string)answer.Body!["sku"]!).Distinct(StringComparer.Ordinal).Count().ShouldBe(Many);
        }
    }

    [Fact]
    public async Task A_sku_wanted_by_many_at_once_goes_to_one_of_them()
    {
        for (var round = 0; round < Rounds; round++)
        {
            var answers = await TogetherAsync(_ => App.PostAsync("/api/products", $$"""{"name":"Wanted","sku":"W-{{round}}","price":1}"""));
            answers.Select(answer => answer.Status).Order().ShouldBe([201, .. Enumerable.Repeat(409, Many - 1)]);
        }
    }

    [Fact]
    public async Task Welcome_packages_made_at_once_are_one()
    {
        for (var round = 0; round < Rounds; round++)
        {
            var customer = await App.AddCustomerAsync($$"""{"name":"Newcomer {{round}}"}""");
            var answers = await TogetherAsync(_ => App.PostAsync("/api/packages", $$"""{"customerId":{{customer}},"kind":"welcome"}"""));
            answers.ShouldAllBe(answer => answer.Status == 200 || answer.Status == 201);
            answers.Select(answer => (long)answer.Body!["id"]!).Distinct().Count().ShouldBe(1);
        }
    }

    [Fact]
    public async Task Of_many_who_move_one_version_of_a_package_one_wins()
    {
        var customer = await App.AddCustomerAsync("""{"name":"Receiver"}""");
        for (var round = 0; round < Rounds; round++)
        {
            var made = await App.PostAsync("/api/packages", $$"""{"customerId":{{customer}},"kind":"parcel"}""");
            var answers = await TogetherAsync(number =>
                App.Admin.SendAsync(
                    HttpMethod.Patch, $"/api/packages/{(long)made.Body!["id"]!}",
                    $$"""{"status":"{{(number % 2 == 0 ? "Packed" : "Cancelled")}}"}""", ("If-Match", "\"1\""))
            );
            answers.Select(answer => answer.Status).Order().ShouldBe([200, .. Enumerable.Repeat(412, Many - 1)]);
        }
    }

    private static Task<ApiAnswer[]> TogetherAsync(Func<int, Task<ApiAnswer>> act) => Task.WhenAll(Enumerable.Range(0, Many).Select(act));

    private Task<ApiAnswer> MoveAsync(long product, string json) => App.PostAsync($"/api/products/{product}/stock/movements", json);

    private async Task<long> AddProductAsync(string json)
    {
        var answer = await App.PostAsync("/api/products", json);
        answer.Status.ShouldBe(201, answer.Body?.ToJsonString());
        return (long)answer.Body!["id"]!;
    }

    private async Task<(long OnHand, long Reserved)> StockAsync(long product)
    {
        var stock = (await App.GetAsync($"/api/products/{product}/stock")).Body!;
        return ((long)stock["onHand"]!, (long)stock["reserved"]!);
    }
}
