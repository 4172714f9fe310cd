using System.Net;
using System.Net.Http.Json;
using Lockstep.Runtime.Storage;

namespace Lockstep.Conformance.Outages;

/// <summary>A server that only reads: statements fail on connections that stay, and are used again when it is over.</summary>
public sealed class When_the_database_takes_no_writes_for_a_while(PostgresInstance server) : IClassFixture<PostgresInstance>
{
    private const int Rounds = 4;
    private const int During = 80;
    private const int After = 140;

    [Fact]
    public async Task Writes_are_answered_503_meanwhile_and_as_ever_afterwards()
    {
        await using var site = new Site(StoreKind.Postgres, server.Connection);
        await using var host = await LocalHost.StartAsync(site, Flow.WelcomePackage());
        await host.Api.CreateAsync("customer");
        await host.Api.PostAsync("/api/products", new { name = "One", price = 1.5m, stock = 1_000_000 });
        await host.Api.PostAsync("/api/orders", new { items = new[] { new { productId = 1, quantity = 1 } } });
        for (var round = 0; round < Rounds; round++)
        {
            await OnlyReadsAsync(site.Databases, "on");
            try
            {
                await WriteAsync(host.Api, During, HttpStatusCode.ServiceUnavailable);
            }
            finally
            {
                await OnlyReadsAsync(site.Databases, "off");
            }

            await WriteAsync(host.Api, After, HttpStatusCode.OK, HttpStatusCode.Created);
        }
    }

    /// <summary>A new session has the setting when those that there are have been told.</summary>
    private static async Task OnlyReadsAsync(Databases databases, string value)
    {
        await databases.RunAsync("crm", $"alter system set default_transaction_read_only = {value}");
        await databases.RunAsync("crm", "select pg_reload_conf()");
        await Eventually.HoldsAsync(async () =>
        {
            var now = await databases.FirstAsync<string>("crm", "show default_transaction_read_only");
            return string.Equals(now, value, StringComparison.Ordinal) ? null : now;
        });
    }

    private static async Task WriteAsync(Api api, int count, params HttpStatusCode[] expected) =>
        await Task.WhenAll(
            Enumerable
                .Range(0, count)
                .Select(async number =>
                {
                    using var request = Request(number);
                    using var answer = await api.Http.SendAsync(request);
                    answer.StatusCode.ShouldBeOneOf(
                        expected, $"{request.Method} {request.RequestUri}: {await answer.Content.ReadAsStringAsync()}");
                }));

    /// <summary>
    /// One of six kinds. There are as many orders as pulls, which write nothing when there is none; and few sign-ins, which wait for each
    /// other.
    /// </summary>
    private static HttpRequestMessage Request(int number) => (number % 6) switch
    {
        0 => Json(HttpMethod.Post, "/api/customers", new { name = "another" }),
        1 => Json(HttpMethod.Patch, "/api/customers/1", new { name = $"name {number}" }),
        2 => Json(HttpMethod.Post, "/api/orders", new { items = new[] { new { productId = 1, quantity = 1 } } }),
        3 => Json(HttpMethod.Post, "/api/orders/pull?limit=1&consumer=erp", new { }),
        4 when number < 20 => Json(
            HttpMethod.Post, "/api/auth/login", new { email = ServerProcess.AdminEmail, password = ServerProcess.AdminPassword }),
        _ => Json(HttpMethod.Post, "/api/products", new { name = "another", price = 1m, stock = 3 }),
    };

    private static HttpRequestMessage Json(HttpMethod method, string path, object body) =>
        new(method, path) { Content = JsonContent.Create(body) };
}
