using Lockstep.Gateway.Edge;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Security;
using Lockstep.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Tests.Gateway;

public sealed class PermissionMatrixTests(SurfaceFixture fixture) : IClassFixture<SurfaceFixture>
{
    private TestApp App => fixture.App;

    [Fact]
    public void Every_route_says_who_may_call_it()
    {
        foreach (var route in Routes())
        {
            var says = route.Metadata.GetMetadata<RequiredPermission>() ?? (object?)route.Metadata.GetMetadata<SignedIn>() ?? route.Metadata.GetMetadata<OpenToAll>();
            says.ShouldNotBeNull(route.DisplayName);
        }
    }

    [Fact]
    public void Every_route_of_the_records_needs_the_permission_of_its_table()
    {
        var seen = 0;
        foreach (var route in Routes())
        {
            var path = $"/{route.RoutePattern.RawText!.Trim('/')}";
            if (Expected(path, Method(route)) is { } permission)
            {
                seen++;
                route.Metadata.GetMetadata<RequiredPermission>()?.Permission.ShouldBe(permission, $"{Method(route)} {path}");
            }
        }

        seen.ShouldBeGreaterThan(30);
    }

    [Fact]
    public async Task The_gateway_lets_each_role_do_what_the_table_says_and_nothing_else()
    {
        var endpoints = (await ApiSurface.AllAsync(App)).Where(ApiSurface.IsOfRecords).ToArray();
        endpoints.ShouldNotBeEmpty();
        foreach (var role in Permissions.Roles.Append("no such role"))
        {
            using var client = App.As(role);
            foreach (var endpoint in endpoints)
            {
                var answer = await client.SendAsync(endpoint.Method, endpoint.PathFor(0), null);
                var may = Permissions.Of([role]).Contains(Expected(endpoint.Template, endpoint.Method.Method)!);
                (answer.Status is 401 or 403).ShouldBe(!may, $"{role} {endpoint}: {answer.Status}");
                if (!may)
                {
                    answer.ShouldBeProblem(403, $"{role} {endpoint}");
                }
            }
        }
    }

    [Fact]
    public async Task The_gateway_lets_nobody_in_without_a_token()
    {
        foreach (var endpoint in (await ApiSurface.AllAsync(App)).Where(ApiSurface.IsOfRecords))
        {
            (await App.Anonymous.SendAsync(endpoint.Method, endpoint.PathFor(1), null)).ShouldBeProblem(401, endpoint.ToString());
        }
    }

    [Fact]
    public async Task The_gatekeeper_alone_lets_nothing_through_that_the_table_does_not_allow()
    {
        foreach (var role in Permissions.Roles)
        {
            var token = App.TokenFor(role);
            foreach (var route in Routes())
            {
                if (Expected($"/{route.RoutePattern.RawText!.Trim('/')}", Method(route)) is { } permission)
                {
                    (await PassesAsync(route, token)).ShouldBe(Permissions.Of([role]).Contains(permission), $"{role} {route.DisplayName}");
                    (await PassesAsync(route, null)).ShouldBeFalse(route.DisplayName);
                }
            }
        }
    }

    [Fact]
    public async Task A_module_asks_again_when_no_gateway_stands_before_it()
    {
        foreach (var route in Routes().Where(route => Expected($"/{route.RoutePattern.RawText!.Trim('/')}", Method(route)) is not null))
        {
            var permission = route.Metadata.GetMetadata<RequiredPermission>()!.Permission;
            (await CallAsync(route, null)).ShouldBe(401, route.DisplayName);
            foreach (var role in Permissions.Roles)
            {
                var granted = Permissions.Of([role]);
                var status = await CallAsync(route, new Caller("user:7", role, granted));
                (status is 401 or 403).ShouldBe(!granted.Contains(permission), $"{role} {route.DisplayName}: {status}");
            }
        }
    }

    private static string? Expected(string path, string method)
    {
        var isRead = method is "GET";
        return path.Split('/') switch
        {
            ["", "api", "customers", ..] => isRead ? Permissions.CustomersRead : Permissions.CustomersWrite,
            ["", "api", "products" or "inventory", _, "stock", ..] => isRead ? Permissions.ProductsRead : Permissions.StockWrite,
            ["", "api", "products" or "inventory", ..] => isRead ? Permissions.ProductsRead : Permissions.ProductsWrite,
            ["", "api", "packages", ..] => isRead ? Permissions.PackagesRead : Permissions.PackagesWrite,
            ["", "api", "sync", ..] => isRead ? Permissions.SyncRead : Permissions.SyncWrite,
            _ => null,
        };
    }

    private static string Method(RouteEndpoint route) => route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods[0] ?? "GET";

    private IEnumerable<RouteEndpoint> Routes() => App.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>();

    /// <summary>Whether the gateway's check hands the request on; the module behind it is not there to refuse it too.</summary>
    private async Task<bool> PassesAsync(RouteEndpoint route, string? token)
    {
        var passed = false;
        var gatekeeper = new Gatekeeper(
            _ =>
            {
                passed = true;
                return Task.CompletedTask;
            },
            App.Services.GetRequiredService<TokenVerifier>(), App.Services.GetRequiredService<IAuditTrail>());
        var context = new DefaultHttpContext();
        context.Request.Path = $"/{route.RoutePattern.RawText!.Trim('/')}";
        context.SetEndpoint(route);
        if (token is not null)
        {
            context.Request.Headers.Authorization = $"Bearer {token}";
        }

        await gatekeeper.InvokeAsync(context);
        return passed;
    }

    /// <summary>Calls the endpoint itself, as a server without the gateway's checks would.</summary>
    private async Task<int> CallAsync(RouteEndpoint route, Caller? caller)
    {
        await using var scope = App.Services.CreateAsyncScope();
        using var body = new MemoryStream();
        var context = new DefaultHttpContext { RequestServices = scope.ServiceProvider };
        context.Response.Body = body;
        context.Request.Method = Method(route);
        context.Request.RouteValues["id"] = "0";
        context.Request.RouteValues["movementId"] = "0";
        caller?.SetOn(context);
        try
        {
            await route.RequestDelegate!(context);
        }
        catch (BadHttpRequestException error)
        {
            // The module let the caller in and missed the body.
            return error.StatusCode;
        }

        return context.Response.StatusCode;
    }
}
