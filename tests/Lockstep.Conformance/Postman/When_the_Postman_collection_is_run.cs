using System.Text.Json;

namespace Lockstep.Conformance.Postman;

public sealed class When_the_Postman_collection_is_run(PostmanFixture fixture) : IClassFixture<PostmanFixture>
{
    private const string Fix = "docs/lockstep.postman_collection.json is not what the API is; run eng/postman/generate";

    [Fact]
    public async Task The_real_newman_passes_it_again_and_again()
    {
        var all = fixture.Collection.Requests.Count(request => !request.IsNeverSent);
        var usual = fixture.Collection.Requests.Count(request => !request.IsNeverSent && !request.Asks);
        usual.ShouldBeInRange(fixture.Collection.Requests.Count * 8 / 10, all - 1);

        await PassAsync(everything: false, usual);
        await PassAsync(everything: true, all);
        await PassAsync(everything: false, usual);
    }

    [Fact]
    public async Task It_is_what_the_generator_makes_of_the_OpenAPI_document()
    {
        var generated = await fixture.GenerateAsync();
        var kept = await File.ReadAllTextAsync(Collection.Path, TestContext.Current.CancellationToken);
        string.Equals(kept, generated, StringComparison.Ordinal).ShouldBeTrue(Fix);
        string.Equals(await fixture.GenerateAsync(), generated, StringComparison.Ordinal)
            .ShouldBeTrue("The generator made two collections of one document.");
    }

    [Fact]
    public async Task Every_operation_of_the_API_is_in_it()
    {
        using var document = JsonDocument.Parse(await fixture.DocumentAsync());
        var operations = document
            .RootElement.GetProperty("paths")
            .EnumerateObject()
            .SelectMany(path =>
                path.Value.EnumerateObject().Select(operation => $"{operation.Name.ToUpperInvariant()} {WithoutNames(path.Name)}")
            );
        fixture
            .Collection.Requests.Select(request => request.Operation)
            .Distinct(StringComparer.Ordinal)
            .ShouldBe(operations, ignoreOrder: true);
    }

    /// <summary>Each request checks at least its status and its body.</summary>
    private async Task PassAsync(bool everything, int requests)
    {
        var run = await fixture.RunAsync(everything);
        run.Failures.ShouldBeEmpty();
        run.Code.ShouldBe(0);
        run.Requests.ShouldBe(requests);
        run.Assertions.ShouldBeGreaterThanOrEqualTo(2 * requests);
    }

    private static string WithoutNames(string path) => string.Join('/', path.Split('/').Select(part => part.StartsWith('{') ? "{}" : part));
}
