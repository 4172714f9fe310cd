using System.Text.Json.Nodes;
using Lockstep.Contracts.Systems;

namespace Lockstep.Tests.Modules.Inventory;

public sealed class RefusalTests(InventoryFixture fixture) : IClassFixture<InventoryFixture>
{
    private InventoryApp App => fixture.App;

    [Theory]
    [InlineData("""{"name":" ","price":1}""", "name")]
    [InlineData("""{"name":"a"}""", "price")]
    [InlineData("""{"name":"a","price":1.00001}""", "price")]
    [InlineData("""{"name":"a","price":-1}""", "price")]
    [InlineData("""{"name":"a","price":100000000000}""", "price")]
    [InlineData("""{"name":"a","price":1e40}""", "price")]
    [InlineData("""{"name":"a","price":1,"currency":"euro"}""", "currency")]
    [InlineData("""{"name":"a","price":1,"sku":" "}""", "sku")]
    [InlineData("""{"name":"a","price":1,"status":"gone"}""", "status")]
    [InlineData("""{"name":"a","price":1,"stock":-1}""", "stock")]
    [InlineData("""{"name":"a","price":1,"stock":1.5}""", "stock")]
    [InlineData("""{"name":"a","price":1,"stock":[]}""", "stock")]
    [InlineData("""{"name":"a","price":1,"quantity":"many"}""", "quantity")]
    [InlineData("""{"name":"a","price":1,"quantity":-1}""", "quantity")]
    [InlineData("""{"name":"a","price":1,"stock":1,"quantity":2}""", "quantity")]
    public async Task A_bad_field_of_a_product_is_refused_by_name(string json, string field)
    {
        var (status, body) = await App.PostAsync("/products", json);
        status.ShouldBe(400);
        body["errors"]!.AsObject().Select(error => error.Key).ShouldBe([field]);
    }

    [Theory]
    [InlineData("""{"kind":"receipt","quantity":1}""", "operationId")]
    [InlineData("""{"operationId":"o","kind":"gift","quantity":1}""", "kind")]
    [InlineData("""{"operationId":"o","kind":"receipt"}""", "quantity")]
    [InlineData("""{"operationId":"o","kind":"receipt","quantity":0}""", "quantity")]
    [InlineData("""{"operationId":"o","kind":"reserve","quantity":-1}""", "quantity")]
    [InlineData("""{"operationId":"o","kind":"adjustment","quantity":0}""", "quantity")]
    [InlineData("""{"operationId":"o","kind":"count","quantity":-1}""", "quantity")]
    [InlineData("""{"operationId":"o","kind":"count","quantity":1,"countedAt":"2026-01-31T09:35:00.001Z"}""", "countedAt")]
    [InlineData("""{"operationId":"o","kind":"receipt","quantity":1,"countedAt":"2026-01-30T00:00:00Z"}""", "countedAt")]
    public async Task A_bad_field_of_a_movement_is_refused_by_name(string json, string field)
    {
        var id = await App.ProductAsync(stock: 5);
        var (status, body) = await App.PostAsync($"/products/{id}/stock/movements", json);
        status.ShouldBe(400);
        body["errors"]!.AsObject().Select(error => error.Key).ShouldBe([field]);
    }

    [Theory]
    [InlineData("""{"customerId":404}""", "customerId")]
    [InlineData("""{"customerId":404,"customerName":"Nobody"}""", "customerId")]
    [InlineData("{}", "customerId")]
    [InlineData("""{"customerId":1,"kind":"gift"}""", "kind")]
    [InlineData("""{"customerId":1,"customerName":" "}""", "customerName")]
    public async Task A_bad_field_of_a_package_is_refused_by_name(string json, string field)
    {
        var (status, body) = await App.PostAsync("/packages", json);
        status.ShouldBe(400);
        body["errors"]!.AsObject().Select(error => error.Key).ShouldBe([field]);
    }

    [Theory]
    [InlineData("""{"customerName":"Ada"}""", "customerId")]
    [InlineData("""{"customerId":"42","customerName":"Ada"}""", "customerId")]
    [InlineData("""{"customerId":4.5,"customerName":"Ada"}""", "customerId")]
    [InlineData("""{"customerId":0,"customerName":"Ada"}""", "customerId")]
    [InlineData("""{"customerId":42}""", "customerName")]
    [InlineData("""{"customerId":42,"customerName":7}""", "customerName")]
    [InlineData("""{"customerId":42,"customerName":"Ada","kind":"gift"}""", "kind")]
    [InlineData("""{"customerId":42,"customerName":"Ada","kind":7}""", "kind")]
    public async Task A_bad_field_from_a_flow_is_refused_with_a_sentence(string fields, string field)
    {
        var answer = await App.Flows.WriteAsync(
            new ModuleWrite("package", "k", JsonNode.Parse(fields)!.AsObject(), "flow:welcome", 1), TestContext.Current.CancellationToken);
        (answer.Outcome, answer.RecordId).ShouldBe((WriteOutcome.Refused, 0));
        answer.Reason!.ShouldStartWith($"{field} must be");
    }

    [Theory]
    [InlineData("/products?status=gone", "status")]
    [InlineData("/products?colour=red", "colour")]
    [InlineData("/packages?status=lost", "status")]
    [InlineData("/packages?kind=gift", "kind")]
    public async Task A_list_refuses_a_filter_that_it_does_not_understand(string path, string field)
    {
        var (status, body) = await App.SendAsync(HttpMethod.Get, path);
        status.ShouldBe(400);
        body["errors"]![field].ShouldNotBeNull();
    }
}
