using System.Text.Json.Nodes;
using Lockstep.Connectors.Rest;
using Lockstep.Connectors.Sdk;
using Lockstep.Tests.Connectors;

namespace Lockstep.Conformance.Systems;

/// <summary>A real Directus, told by the file of docs/connecting-directus.md, keeps to all that a system must keep to.</summary>
[Collection(WithDirectus.Name)]
[Trait(NodeFolder.Trait, NodeFolder.Directus)]
public sealed class When_Directus_is_a_system(DirectusFixture directus) : SystemKit, IDisposable
{
    private readonly HttpClient _client = new();
    private ISystem? _system;

    protected override ISystem System => _system ??= Open();

    protected override string Kind => "company";

    /// <summary>What is no UUID Directus does not even search for, so it can't prove that it is gone.</summary>
    protected override string NobodysId => "00000000-0000-4000-8000-000000000000";

    protected override string KeyField => "customer_number";

    protected override JsonObject FieldsOf(int number) => new()
    {
        ["customer_number"] = $"C/{number}", ["name"] = $"Приве́т {number}", ["email"] = $"company{number}@example.com",
    };

    protected override JsonObject ChangesOf(int number) => new() { ["name"] = $"Other {number}", ["city"] = "Kiel" };

    protected override JsonObject Unacceptable() => new() { ["customer_number"] = "without a name" };

    public void Dispose() => _client.Dispose();

    /// <summary>What changed in one millisecond, or one before, comes once more in the next round.</summary>
    protected override async Task PassAMomentAsync()
    {
        var begun = TimeProvider.System.GetUtcNow();
        await Eventually.HoldsAsync(() => TimeProvider.System.GetUtcNow() - begun > TimeSpan.FromMilliseconds(20), "time passes");
    }

    private ISystem Open()
    {
        var file = directus.PageFile("directus");
        var options = file[(file.IndexOf("options:\n", StringComparison.Ordinal) + "options:\n".Length)..];
        return OpenedSystem.Of(
            new RestConnector(), options, "kind: bearer\ntoken: ${env:DIRECTUS_TOKEN}", _client, TimeProvider.System,
                directus.Server.Token);
    }
}
