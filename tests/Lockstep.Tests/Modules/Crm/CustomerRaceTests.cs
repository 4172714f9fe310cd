using System.Text.Json.Nodes;
using Lockstep.Tests.Modules.Crm.Import;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Modules.Crm;

/// <summary>Requests about one customer at the same moment.</summary>
[RunsOnEachStore]
public sealed class CustomerRaceTests(AppFixture fixture) : IClassFixture<AppFixture>
{
    private const int Rounds = 15;
    private const int Many = 8;

    private TestApp App => fixture.App;

    [Fact]
    public async Task Of_many_who_replace_one_version_one_wins_and_the_others_are_told()
    {
        var id = await App.AddCustomerAsync("""{"name":"First"}""");
        for (var version = 1; version <= Rounds; version++)
        {
            var tag = $"\"{version}\"";
            var answers = await TogetherAsync(number =>
                SendAsync(HttpMethod.Put, $"/api/customers/{id}", $$"""{"name":"Name {{version}} {{number}}"}""", ("If-Match", tag))
            );
            answers.Select(answer => answer.Status).Order().ShouldBe([200, .. Enumerable.Repeat(412, Many - 1)]);
        }

        await ShouldHaveVersionsAsync(id, Rounds + 1);
    }

    [Fact]
    public async Task Patches_of_different_fields_all_survive()
    {
        string[] fields = ["name", "organisation", "phone", "email"];
        var id = await App.AddCustomerAsync("""{"name":"Ada"}""");
        for (var round = 0; round < Rounds; round++)
        {
            var wanted = fields.ToDictionary(field => field, field => $"{field}-{round}@example.com", StringComparer.Ordinal);
            var answers = await Task.WhenAll(
                wanted.Select(one => SendAsync(HttpMethod.Patch, $"/api/customers/{id}", $$"""{"{{one.Key}}":"{{one.Value}}"}""")));
            answers.ShouldAllBe(answer => answer.Status == 200);
            var now = (await App.GetAsync($"/api/customers/{id}")).Body!;
            fields.Select(field => (string?)now[field]).ShouldBe(fields.Select(field => wanted[field]));
        }

        await ShouldHaveVersionsAsync(id, (Rounds * fields.Length) + 1);
    }

    [Fact]
    public async Task A_change_and_a_delete_come_one_after_the_other()
    {
        for (var round = 0; round < Rounds; round++)
        {
            var id = await App.AddCustomerAsync($$"""{"name":"Going {{round}}"}""");
            var answers = await TogetherAsync(number => number == Many / 2
                ? App.DeleteCustomerAsync(id)
                : SendAsync(HttpMethod.Patch, $"/api/customers/{id}", $$"""{"name":"Going {{round}} {{number}}"}"""));
            answers[Many / 2].Status.ShouldBe(204);
            answers.ShouldAllBe(answer => answer.Status == 200 || answer.Status == 204 || answer.Status == 404);
            (await App.GetAsync($"/api/customers/{id}")).Status.ShouldBe(404);
            await ShouldHaveVersionsAsync(id, answers.Count(answer => answer.Status == 200) + 2);
        }
    }

    [Fact]
    public async Task An_address_wanted_by_many_at_once_goes_to_one_of_them()
    {
        for (var round = 0; round < Rounds; round++)
        {
            var json = $$"""{"name":"Ada","email":"race-{{round}}@example.com"}""";
            var answers = await TogetherAsync(_ => SendAsync(HttpMethod.Post, "/api/customers", json));
            answers.Select(answer => answer.Status).Order().ShouldBe([201, .. Enumerable.Repeat(409, Many - 1)]);
            answers.Where(answer => answer.Status == 409).ShouldAllBe(answer => answer.Blamed.Single() == "email");
        }
    }

    [Fact]
    public async Task An_address_that_its_holder_loses_at_this_moment_is_taken_or_free_and_never_an_error()
    {
        var id = await App.AddCustomerAsync("""{"name":"Ada","email":"moving@example.com"}""");
        for (var round = 0; round < Rounds; round++)
        {
            var answers = await TogetherAsync(number => number == 0
                ? App.DeleteCustomerAsync(id)
                : SendAsync(HttpMethod.Post, "/api/customers", """{"name":"Ada","email":"moving@example.com"}"""));
            answers[0].Status.ShouldBe(204);
            answers.Skip(1).ShouldAllBe(answer => answer.Status == 201 || answer.Status == 409);
            answers.Count(answer => answer.Status == 201).ShouldBeLessThanOrEqualTo(1);
            id = answers.FirstOrDefault(answer => answer.Status == 201) is { } made
                ? (long)made.Body!["id"]!
                : await App.AddCustomerAsync("""{"name":"Ada","email":"moving@example.com"}""");
        }
    }

    [Fact]
    public async Task A_key_used_by_many_at_once_has_one_effect_and_one_answer()
    {
        for (var round = 0; round < Rounds; round++)
        {
            var key = $"once-{round}";
            var answers = await TogetherAsync(_ =>
                SendAsync(HttpMethod.Post, "/api/customers", $$"""{"name":"Once {{key}}"}""", ("Idempotency-Key", key))
            );
            answers.ShouldAllBe(answer => answer.Status == 201);
            answers.Select(answer => (long)answer.Body!["id"]!).Distinct().Count().ShouldBe(1);
            (await App.GetAsync($"/api/customers?q=Once {key}&sort=id"))
                .Items.Select(item => (string?)item!["name"])
                .ShouldBe([$"Once {key}"]);
        }
    }

    [Fact]
    public async Task Imports_of_the_same_rows_at_once_make_each_customer_once()
    {
        const int customers = 600;
        var api = new ImportApi(App.Admin);
        var up = Rows(Enumerable.Range(0, customers));
        var down = Rows(Enumerable.Range(0, customers).Reverse());
        var runs = await TogetherAsync(number => api.CsvAsync(number % 2 == 0 ? up : down, $"source=race&run=race-{number}"));
        runs.ShouldAllBe(run => run.Status == 200);
        runs.ShouldAllBe(run => (long)run.Body["rows"]! == customers);
        runs.Sum(run => (long)run.Body["created"]!).ShouldBe(customers);
        runs.Sum(run => (long)run.Body["refused"]!).ShouldBe(0);
    }

    private static string Rows(IEnumerable<int> numbers) =>
        "externalId,name,email\n" + string.Concat(numbers.Select(number => $"race-{number},Racer {number},racer-{number}@example.com\n"));

    private static Task<T[]> TogetherAsync<T>(Func<int, Task<T>> act) => Task.WhenAll(Enumerable.Range(0, Many).Select(act));

    private Task<ApiAnswer> SendAsync(HttpMethod method, string path, string? json, params (string Name, string Value)[] headers) =>
        App.Admin.SendAsync(method, path, json, headers);

    private async Task ShouldHaveVersionsAsync(long id, int count)
    {
        var history = (await App.GetAsync($"/api/customers/{id}/history")).Items;
        history.Select(change => (int)change!["version"]!).Order().ShouldBe(Enumerable.Range(1, count));
    }
}
