using Lockstep.Tests.Support;
using Microsoft.Extensions.Configuration;

namespace Lockstep.Tests.Modules.Identity.Audit;

/// <summary>An app that seals at once, in small blocks.</summary>
public sealed class AuditFixture : IAsyncLifetime
{
    internal static Dictionary<string, string?> Quick { get; } = new(StringComparer.Ordinal)
    {
        ["Audit:SealInterval"] = "00:00:00.001",
        ["Audit:BlockMax"] = "4",
    };

    internal TestApp App { get; private set; } = null!;

    public async ValueTask InitializeAsync() =>
        App = await TestApp.StartAsync(builder => builder.Configuration.AddInMemoryCollection(Quick));

    public ValueTask DisposeAsync() => App.DisposeAsync();
}
