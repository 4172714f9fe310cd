namespace Lockstep.Conformance.Systems;

/// <summary>The tests that share one Directus, which takes a quarter of a minute to start.</summary>
[CollectionDefinition(Name)]
public sealed class WithDirectus : ICollectionFixture<DirectusFixture>
{
    public const string Name = "Directus";
}

/// <summary>A real Directus.</summary>
public sealed class DirectusFixture : IAsyncLifetime
{
    internal DirectusServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Server = await DirectusServer.StartAsync();

    public ValueTask DisposeAsync() => Server?.DisposeAsync() ?? ValueTask.CompletedTask;

    /// <summary>A file that docs/connecting-directus.md shows, with the address of this Directus.</summary>
    internal string PageFile(string name)
    {
        var page = File.ReadAllText(Checkout.PathOf("docs", "connecting-directus.md"));
        var from = page.IndexOf($"```yaml\nname: {name}\n", StringComparison.Ordinal) + "```yaml\n".Length;
        return page[from..page.IndexOf("```", from, StringComparison.Ordinal)]
            .Replace("https://directus.example", Server.Address.AbsoluteUri, StringComparison.Ordinal)
            .Replace("${secret:directus-token}", "${env:DIRECTUS_TOKEN}", StringComparison.Ordinal);
    }
}
