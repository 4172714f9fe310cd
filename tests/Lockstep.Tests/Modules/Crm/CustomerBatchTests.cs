using Lockstep.Tests.Gateway;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Modules.Crm;

/// <summary>Many customers made by one request.</summary>
[RunsOnEachStore]
public sealed class CustomerBatchTests
{
    private const string Path = "/api/customers/batch";

    [Fact]
    public async Task Each_has_its_own_result_and_who_is_there_stays_as_it_is()
    {
        await using var app = await TestApp.StartAsync();
        await app.PostAsync("/api/customers", """{ "name": "Ada", "email": "ada@example.com" }""");
        var answer = await app.PostAsync(Path, """
            { "customers": [
              { "name": "Bo", "email": "bo@example.com" }, { "name": "Other", "email": "ADA@example.com" }, { "email": "c@example.com" }, 7,
              { "name": "Bo again", "email": "BO@example.com" }, { "name": "Keyless" }, { "name": "Eve", "phone": 5 } ] }
            """);
        answer.Status.ShouldBe(200, answer.Body?.ToJsonString());
        var items = answer.Body!["items"]!.AsArray();
        items.Select(item => (int)item!["code"]!).ShouldBe([201, 409, 400, 400, 409, 201, 400]);
        ((string?)items[1]!["errors"]!["email"]![0]).ShouldBe("Is taken by customer 1.");
        items[2]!["errors"]!["name"].ShouldNotBeNull();
        items[6]!["errors"]!["phone"].ShouldNotBeNull();
        ((string?)(await app.GetAsync("/api/customers/1")).Body!["name"]).ShouldBe("Ada");
        ((long?)(await app.GetAsync("/api/customers")).Body!["total"]).ShouldBe(3);
        ((string?)(await app.GetAsync($"/api/customers/{items[0]!["id"]}/history")).Body!["items"]![0]!["change"]).ShouldBe("created");
    }

    [Fact]
    public async Task Under_a_key_a_repeat_hears_the_first_answer_and_makes_nobody_twice()
    {
        await using var app = await TestApp.StartAsync();
        const string two = """{ "customers": [{ "name": "Bo" }, { "name": "Eve", "email": "eve@example.com" }] }""";
        var first = await app.PostAsync(Path, two, ("Idempotency-Key", "k"));
        var again = await app.PostAsync(Path, two, ("Idempotency-Key", "k"));
        again.Body!.ToJsonString().ShouldBe(first.Body!.ToJsonString());
        ((long?)(await app.GetAsync("/api/customers")).Body!["total"]).ShouldBe(2);
    }

    [Fact]
    public async Task Batches_with_the_same_keys_at_once_make_each_customer_once()
    {
        await using var app = await TestApp.StartAsync();
        var batch = $$"""{ "customers": [{{string.Join(',', Enumerable.Range(1, 40).Select(number => $$"""{ "name": "c", "email": "c{{number}}@example.com" }"""))}}] }""";
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => app.PostAsync(Path, batch)));
        answers.SelectMany(
            answer => answer.Body!["items"]!.AsArray()).Select(item => (int)item!["code"]!).Count(code => code is 201).ShouldBe(40);
        ((long?)(await app.GetAsync("/api/customers")).Body!["total"]).ShouldBe(40);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{ "customers": [] }""")]
    public async Task A_batch_of_nobody_is_refused(string body)
    {
        await using var app = await TestApp.StartAsync();
        (await app.PostAsync(Path, body)).ShouldBeProblem(400, body);
    }

    [Fact]
    public async Task A_batch_has_a_largest_size()
    {
        await using var app = await TestApp.StartAsync();
        var answer = await app.PostAsync(Path, $$"""{ "customers": [{{string.Join(',', Enumerable.Repeat("1", 5_001))}}] }""");
        answer.ShouldBeProblem(400, "one more");
        ((string?)answer.Body!["errors"]!["customers"]![0]).ShouldBe("Must be given, 1 to 5000 of them.");
    }
}
