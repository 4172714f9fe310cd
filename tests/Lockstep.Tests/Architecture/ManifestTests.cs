using System.Reflection;
using Lockstep.Contracts.Access;
using Lockstep.Contracts.Events;
using Lockstep.Contracts.Inventory;
using Lockstep.Host;
using Lockstep.Inventory.Schema;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Modules;
using Lockstep.Runtime.Outbox;
using Lockstep.Runtime.Security;
using Lockstep.Runtime.Storage;
using Lockstep.Tests.Support;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Tests.Architecture;

/// <summary>A manifest tells all that its module has, and nothing that it has not.</summary>
public sealed class ManifestTests
{
    private static readonly string[] OfTheRuntime =
    [
        "lockstep_events_handed_over_total", "lockstep_events_waiting", "lockstep_event_streams", "lockstep_event_streams_events_total",
    ];

    private static IReadOnlyList<ModuleManifest> Manifests { get; } = [.. Program.Modules.Select(static module => module.Manifest)];

    [Fact]
    public void Every_permission_belongs_to_one_module() =>
        Manifests.SelectMany(static manifest => manifest.Permissions).ShouldBe(Permissions.All, ignoreOrder: true);

    [Fact]
    public void Every_event_is_about_a_record_of_one_module() => Manifests.SelectMany(static manifest => manifest.Records).ShouldBe(
        typeof(EventNameAttribute).Assembly.GetTypes()
            .Select(static type => type.GetCustomAttribute<EventNameAttribute>()?.Name.Split('.')[1])
            .OfType<string>()
            .Distinct(StringComparer.Ordinal),
        ignoreOrder: true);

    /// <summary>A kind without an audience is told to nobody, which its users would take for silence.</summary>
    [Fact]
    public void Every_record_has_an_audience_for_its_events()
    {
        foreach (var manifest in Manifests)
        {
            string.Join(',', manifest.Audiences.Select(static audience => audience.Kind))
                .ShouldBe(string.Join(',', manifest.Records), manifest.Name);
            manifest.Audiences.SelectMany(static audience => new[] { audience.Permission, audience.OwnPermission, audience.AlsoPermission })
                .OfType<string>().Except(manifest.Permissions, StringComparer.Ordinal).ShouldBeEmpty(manifest.Name);
        }
    }

    /// <summary>The stream goes by the manifests, webhooks by the table of Contracts, which knows no module: they say the same.</summary>
    [Fact]
    public void Webhooks_and_the_event_stream_tell_a_kind_to_the_same_people() =>
        Manifests.SelectMany(static manifest => manifest.Audiences).Select(static audience => (audience.Kind, audience.Permission))
            .ShouldBe(EventAccess.Kinds.Select(static kind => (kind, EventAccess.PermissionOf(kind)!)), ignoreOrder: true);

    [Fact]
    public void Every_module_has_scripts_for_both_stores()
    {
        foreach (var manifest in Manifests)
        {
            var sqlite = SchemaScript.In(manifest.Schema, manifest.Name, "sqlite");
            sqlite.ShouldNotBeEmpty(manifest.Name);
            SchemaScript.In(manifest.Schema, manifest.Name, "postgres").Select(static script => script.Number)
                .ShouldBe(sqlite.Select(static script => script.Number), manifest.Name);
        }
    }

    /// <summary>A sealed column that its manifest forgets is not sealed anew, and lost with the old key.</summary>
    [Fact]
    public void Every_sealed_column_and_every_rule_of_retention_is_in_the_manifest_of_its_module()
    {
        foreach (var manifest in Manifests)
        {
            All<SealedColumn>(manifest.Schema).ShouldBe(manifest.Secrets, ignoreOrder: true, manifest.Name);
            All<RetentionRule>(manifest.Schema).Except(manifest.Retention).ShouldBeEmpty(manifest.Name);
        }

        Manifests.Sum(static manifest => manifest.Secrets.Count).ShouldBeGreaterThan(4);
        Manifests.Sum(static manifest => manifest.Retention.Count).ShouldBeGreaterThan(4);
    }

    [Fact]
    public async Task Every_import_figure_and_permission_of_a_running_server_is_in_a_manifest()
    {
        await using var app = await TestApp.StartAsync();
        var routes = app.Services.GetServices<EndpointDataSource>().SelectMany(
            static source => source.Endpoints).OfType<RouteEndpoint>().ToList();
        routes.Select(static route => $"/{route.RoutePattern.RawText!.Trim('/')}")
            .Where(static path => path.StartsWith("/api/", StringComparison.Ordinal) && path.EndsWith("/import", StringComparison.Ordinal))
            // Another name of /api/products.
            .Where(static path => !path.StartsWith("/api/inventory/", StringComparison.Ordinal))
            .ShouldBe(
                Manifests.SelectMany(static manifest => manifest.Imports).Select(static import => $"{import.Path}/import"),
                ignoreOrder: true);
        routes.Select(static route => route.Metadata.GetMetadata<RequiredPermission>())
            .SelectMany(static required => new[] { required?.Permission, required?.Own })
            .OfType<string>()
            .Except(Manifests.SelectMany(static manifest => manifest.Permissions), StringComparer.Ordinal).ShouldBeEmpty();
        (await app.Anonymous.GetStringAsync("/metrics", TestContext.Current.CancellationToken)).Split('\n')
            .Where(static line => line.StartsWith("# TYPE lockstep_", StringComparison.Ordinal))
            .Select(static line => line.Split(' ')[2])
            .ShouldBe(Manifests.SelectMany(static manifest => manifest.Metrics).Concat(OfTheRuntime), ignoreOrder: true);
    }

    [Fact]
    public async Task A_record_that_no_manifest_names_is_not_written_down()
    {
        await using var app = await TestApp.StartAsync();
        var inventory = app.Services.GetRequiredService<InventoryDatabase>();
        var change = new RecordChange(
            "ghost", 1, 1, ChangeKind.Created, "user:1", inventory.Clock.GetUtcNow(), "name", "{}"u8.ToArray());
        (await Should.ThrowAsync<InvalidOperationException>(() => inventory.Store.WriteAsync(async transaction =>
        {
            await inventory.Log.AppendAsync<ProductCreated>(transaction, change);
            return true;
        }))).Message.ShouldBe("The manifest of inventory names no records of the kind ghost.");
    }

    /// <summary>What the static members of an assembly's types hold.</summary>
    private static IEnumerable<T> All<T>(Assembly assembly) => assembly.GetTypes()
        .Where(static type => !type.ContainsGenericParameters)
        .SelectMany(
            static type => type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
        .Where(static field => typeof(T).IsAssignableFrom(field.FieldType) || typeof(IEnumerable<T>).IsAssignableFrom(field.FieldType))
        .SelectMany(static field => field.GetValue(null) is T one ? [one] : (IEnumerable<T>)field.GetValue(null)!);
}
