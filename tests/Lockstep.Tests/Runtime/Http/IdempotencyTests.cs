using Lockstep.Tests.Support;

namespace Lockstep.Tests.Runtime.Http;

[RunsOnEachStore]
public sealed class IdempotencyTests(AppFixture fixture) : IClassFixture<AppFixture>
{
    private const string Header = "Idempotency-Key";

    private TestApp App => fixture.App;

    [Fact]
    public async Task The_same_key_and_body_again_gets_the_same_answer_and_has_no_second_effect()
    {
        var first = await App.PostAsync("/api/customers", """{"name":"Ada","externalId":"same","source":"test"}""", (Header, "same"));
        var again = await App.PostAsync("/api/customers", """{ "source":"test", "externalId":"same", "name":"Ada" }""", (Header, "same"));
        (first.Status, again.Status).ShouldBe((201, 201));
        again.Body!.ToJsonString().ShouldBe(first.Body!.ToJsonString());
        (again.ETag, again.Message.Headers.Location).ShouldBe((first.ETag, first.Message.Headers.Location));
        (await CountAsync("same")).ShouldBe(1);
    }

    [Fact]
    public async Task The_same_key_with_another_body_is_refused_and_has_no_effect()
    {
        await App.PostAsync("/api/customers", """{"name":"Ada"}""", (Header, "other body"));
        var answer = await App.PostAsync(
            "/api/customers", """{"name":"Ida","externalId":"other","source":"test"}""", (Header, "other body"));
        answer.Status.ShouldBe(422);
        (await CountAsync("other")).ShouldBe(0);
    }

    [Fact]
    public async Task Another_path_does_not_share_a_key()
    {
        var id = await App.AddCustomerAsync("""{"name":"Ada"}""");
        (await App.PostAsync("/api/customers", """{"name":"Ada"}""", (Header, "paths"))).Status.ShouldBe(201);
        (await App.PostAsync("/api/packages", $$"""{"customerId":{{id}},"kind":"parcel"}""", (Header, "paths"))).Status.ShouldBe(201);
        (await App.PostAsync("/api/products", """{"name":"Ada","price":1}""", (Header, "paths"))).Status.ShouldBe(201);
    }

    [Fact]
    public async Task Another_caller_does_not_share_a_key()
    {
        using var other = App.As("integrator");
        var mine = await App.PostAsync("/api/customers", """{"name":"Ada"}""", (Header, "callers"));
        var theirs = await other.SendAsync(HttpMethod.Post, "/api/customers", """{"name":"Ida"}""", (Header, "callers"));
        (mine.Status, theirs.Status).ShouldBe((201, 201));
    }

    [Fact]
    public async Task What_was_refused_because_of_another_record_is_tried_anew_once_that_is_gone_and_then_has_one_effect()
    {
        const string Ida = """{"name":"Ida","email":"refused@example.com"}""";
        var holder = await App.AddCustomerAsync("""{"name":"Ada","email":"refused@example.com"}""");
        (await App.PostAsync("/api/customers", Ida, (Header, "refused"))).Status.ShouldBe(409);
        (await App.PostAsync("/api/customers", Ida, (Header, "refused"))).Status.ShouldBe(409, "it is still there");
        await App.DeleteCustomerAsync(holder);
        var made = await App.PostAsync("/api/customers", Ida, (Header, "refused"));
        var again = await App.PostAsync("/api/customers", Ida, (Header, "refused"));
        (made.Status, again.Status).ShouldBe((201, 201));
        again.Body!.ToJsonString().ShouldBe(made.Body!.ToJsonString());
    }

    [Fact]
    public async Task An_order_that_was_refused_for_its_stock_is_placed_once_under_its_key_when_there_is_some()
    {
        var product = (long)(await App.PostAsync("/api/products", """{"name":"Late","price":2,"stock":0}""")).Body!["id"]!;
        var order = $$"""{"items":[{"productId":{{product}},"quantity":3}]}""";
        (await App.PostAsync("/api/orders", order, (Header, "no stock"))).Status.ShouldBe(409);
        (await App.PostAsync($"/api/products/{product}/stock/movements",
            """{"operationId":"late-1","kind":"receipt","quantity":10}""")).Status.ShouldBe(201);
        var placed = await App.PostAsync("/api/orders", order, (Header, "no stock"));
        var again = await App.PostAsync("/api/orders", order, (Header, "no stock"));
        (placed.Status, again.Status, (long)again.Body!["id"]!).ShouldBe((201, 201, (long)placed.Body!["id"]!));
        var stock = (await App.GetAsync($"/api/products/{product}")).Body!["stock"]!;
        ((long)stock["onHand"]!, (long)stock["reserved"]!).ShouldBe((10, 3));
    }

    [Fact]
    public async Task What_was_not_valid_is_told_again_word_for_word_and_keeps_its_key()
    {
        var first = await App.PostAsync("/api/customers", """{"email":"no name"}""", (Header, "form"));
        var again = await App.PostAsync("/api/customers", """{"email":"no name"}""", (Header, "form"));
        (first.Status, again.Status).ShouldBe((400, 400));
        again.Message.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
    }

    [Fact]
    public async Task Parallel_sends_under_one_key_have_one_effect_and_one_answer()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ =>
            App.PostAsync("/api/customers", """{"name":"Ada","externalId":"parallel","source":"test"}""", (Header, "parallel"))));
        answers.ShouldAllBe(answer => answer.Status == 201);
        answers.Select(answer => answer.Body!.ToJsonString()).Distinct(StringComparer.Ordinal).ShouldHaveSingleItem();
        (await CountAsync("parallel")).ShouldBe(1);
    }

    [Fact]
    public async Task A_key_that_is_empty_or_too_long_is_refused_by_name()
    {
        foreach (var key in new[] { "", new string('k', 256) })
        {
            var answer = await App.PostAsync("/api/customers", """{"name":"Ada"}""", (Header, key));
            (answer.Status, answer.Blamed.Single()).ShouldBe((400, Header));
        }

        (await App.PostAsync("/api/customers", """{"name":"Ada"}""", (Header, new string('k', 255)))).Status.ShouldBe(201);
    }

    private async Task<long> CountAsync(string externalId) =>
        (long)(await App.GetAsync($"/api/customers?source=test&externalId={externalId}")).Body!["total"]!;
}
