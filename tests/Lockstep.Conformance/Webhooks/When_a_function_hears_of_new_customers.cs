using System.Globalization;
using System.Text;
using Lockstep.Conformance.Access;
using Lockstep.Runtime.Storage;

namespace Lockstep.Conformance.Webhooks;

/// <summary>The receiver of docs/webhooks.md as it stands there, with the official npm package.</summary>
[Trait(NodeFolder.Trait, NodeFolder.OpenId)]
public sealed class When_a_function_hears_of_new_customers
{
    private const string Script = "webhook.mjs";

    [Fact]
    public async Task A_customer_arrives_and_the_function_makes_the_package()
    {
        await using var site = new Site(StoreKind.Sqlite);
        Directory.CreateDirectory(site.File("no-flows"));
        var port = ProviderFixture.FreePort().ToString(CultureInfo.InvariantCulture);
        await using var server = ServerProcess.Start(
            site, ("LOCKSTEP_FLOWS", site.File("no-flows")), ("LOCKSTEP_Outbound__Allow", $"127.0.0.1:{port}"));
        using var api = await server.ReadyAsync();
        var key = (await api.PostAsync("/api/clients", new { clientId = "packer", name = "Packer", roles = new[] { "integrator" } }))
            .GetProperty("clientSecret").GetString()!;
        var made = await api.PostAsync(
            "/api/webhooks", new { url = $"http://127.0.0.1:{port}/", events = new[] { "lockstep.customer.created.v1" } });

        using var function = NodeFolder.Start(
            Script, ("SECRET", made.GetProperty("secret").GetString()!), ("LOCKSTEP", api.Http.BaseAddress!.ToString().TrimEnd('/')),
                ("KEY", key),
            ("PORT", port));
        try
        {
            (await Eventually.EndsAsync(function.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask(),
                "it does not start"))
                .ShouldBe("ready");
            var customer = await api.CreateAsync("Ада Лавлейс");
            await Eventually.HoldsAsync(async () => await api.CountAsync($"/api/packages?customerId={customer}") == 1 ? null
                : "there is no package");
            using var forged = new StringContent("""{"type":"lockstep.customer.created.v1"}""", Encoding.UTF8, "application/json");
            using var http = new HttpClient();
            using var answer = await http.PostAsync(new Uri($"http://127.0.0.1:{port}/"), forged, TestContext.Current.CancellationToken);
            ((int)answer.StatusCode).ShouldBe(401);
            (await api.CountAsync("/api/packages")).ShouldBe(1);
        }
        finally
        {
            function.Kill();
        }
    }

    [Fact]
    public void The_page_shows_the_receiver_that_is_run()
    {
        var page = File.ReadAllText(Checkout.PathOf("docs", "webhooks.md"));
        var script = File.ReadAllText(Checkout.PathOf("tests", "Lockstep.Conformance", "Node", Script));
        page.ShouldContain($"```js\n{script}```");
        script.Split('\n').Length.ShouldBeLessThanOrEqualTo(31);
    }
}
