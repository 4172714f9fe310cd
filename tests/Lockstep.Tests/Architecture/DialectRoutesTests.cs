using System.Reflection;
using Lockstep.Host;
using Lockstep.Runtime.Composition;
using Lockstep.Runtime.Modules;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Tests.Architecture;

/// <summary>What a module answers in dialects stands in its manifest, and nothing else does: the gateway leads requests by it.</summary>
public sealed class DialectRoutesTests
{
    [Fact]
    public void Every_module_maps_what_its_manifest_names() => Program.Modules.SelectMany(Differences).ShouldBeEmpty();

    [Fact]
    public void A_route_that_the_manifest_does_not_name_is_found() =>
        Differences(new Module([], "/mini/ghosts/{id:long}"))
            .ShouldBe(["crm answers GET /ghosts/{id} in mini, but its manifest does not name it"]);

    [Fact]
    public void A_route_that_is_only_named_is_found() => Differences(new Module([new("mini", "GET", "/ghosts")], null))
        .ShouldBe(["crm names GET /ghosts in mini, but does not answer it"]);

    [Fact]
    public void A_route_that_is_named_and_mapped_is_none() =>
        Differences(new Module([new("mini", "GET", "/ghosts/{id}")], "/mini/ghosts/{id:long}")).ShouldBeEmpty();

    [Fact]
    public void No_two_modules_answer_the_same() => Program.Modules.SelectMany(static module => module.Manifest.Dialects)
        .GroupBy(static route => route).Where(static same => same.Count() > 1).ShouldBeEmpty();

    private static IEnumerable<string> Differences(IModule module)
    {
        var (name, named) = (module.Manifest.Name, module.Manifest.Dialects);
        var mapped = Mapped(module);
        return
        [
            .. mapped
                .Except(named)
                .Select(route => $"{name} answers {route.Method} {route.Path} in {route.Dialect}, but its manifest does not name it"),
            .. named.Except(mapped).Select(route => $"{name} names {route.Method} {route.Path} in {route.Dialect}, but does not answer it"),
        ];
    }

    private static List<DialectRoute> Mapped(IModule module)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddRuntime(builder.Configuration);
        module.AddServices(builder.Services);
        var web = builder.Build();
        (module as IDialectEndpoints)?.MapDialects(web);
        return
        [
            .. from source in ((IEndpointRouteBuilder)web).DataSources
            from endpoint in source.Endpoints.OfType<RouteEndpoint>()
            from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods
            let parts = endpoint.RoutePattern.RawText!.Replace(":long", "", StringComparison.Ordinal).Trim('/').Split('/', 2)
            select new DialectRoute(parts[0], method, $"/{parts[1]}"),
        ];
    }

    private sealed class Module(IReadOnlyList<DialectRoute> named, string? mapped) : IModule, IDialectEndpoints
    {
        public ModuleManifest Manifest { get; } = new()
        {
            Name = "crm", Schema = Assembly.GetExecutingAssembly(), Permissions = [], Records = [], Dialects = named,
        };

        public void AddServices(IServiceCollection services)
        {
            // It needs nothing.
        }

        public void MapEndpoints(IEndpointRouteBuilder routes)
        {
            // It has nothing else.
        }

        public void MapDialects(IEndpointRouteBuilder routes)
        {
            if (mapped is not null)
            {
                routes.MapGet(mapped, static (HttpContext _) => Task.CompletedTask);
            }
        }
    }
}
