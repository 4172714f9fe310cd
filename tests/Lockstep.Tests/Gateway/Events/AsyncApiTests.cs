using Lockstep.Contracts.Events;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Gateway.Events;

/// <summary>The AsyncAPI document says what streams send; the official parser reads it in the conformance tests.</summary>
public sealed class AsyncApiTests(SurfaceFixture fixture) : IClassFixture<SurfaceFixture>
{
    [Fact]
    public async Task It_names_every_event_and_its_schemas_are_those_of_what_is_sent()
    {
        var app = fixture.App;
        (await app.PostAsync("/api/clients", """{"name":"ERP","roles":["integrator"]}""")).Status.ShouldBe(201);
        var document = (await app.Anonymous.SendAsync(HttpMethod.Get, "/asyncapi/v1.json", null)).Body!;
        var messages = document["components"]!["messages"]!.AsObject().Select(static one => one.Value!)
            .ToDictionary(static one => (string)one["name"]!, StringComparer.Ordinal);
        messages.Keys.Except(["gap", "end"], StringComparer.Ordinal).ShouldBe(EventTypes.All.Select(static type => type.Name));
        using var stream = await StreamClient.OpenAsync(app.Admin, "?after=oldest&wait=0");
        var sent = await stream.RestAsync();
        sent.Select(static one => one.Subject.Split('/')[0]).Distinct(StringComparer.Ordinal).Count()
            .ShouldBe(13, "an event of each kind of record");
        foreach (var one in sent)
        {
            // An extension of CloudEvents, there when somebody traced the request.
            one.Data.AsObject().Remove("traceparent");
            SchemaCheck.Faults(document, messages[one.Type]["payload"]!, one.Data, one.Change).ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task It_describes_the_parameters_that_OpenAPI_describes()
    {
        var openApi = (await fixture.App.Anonymous.SendAsync(HttpMethod.Get, "/openapi/v1.json", null)).Body!;
        var document = (await fixture.App.Anonymous.SendAsync(HttpMethod.Get, "/asyncapi/v1.json", null)).Body!;
        document["operations"]!["streamEvents"]!["bindings"]!["http"]!["query"]!["properties"]!.AsObject().Select(static one => one.Key)
            .ShouldBe(openApi["paths"]!["/api/events/stream"]!["get"]!["parameters"]!.AsArray()
                .Select(static one => (string)one!["name"]!));
    }
}
