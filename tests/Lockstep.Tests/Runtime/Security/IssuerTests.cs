using Lockstep.Host;
using Lockstep.Runtime.Security;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Lockstep.Tests.Runtime.Security;

public sealed class IssuerTests
{
    [Theory]
    [InlineData(null, null, "https://localhost:8443")]
    [InlineData("0", null, "https://localhost:8443")]
    [InlineData("9443", null, "https://localhost:9443")]
    [InlineData("9443", "https://lockstep.example.com", "https://lockstep.example.com")]
    public async Task Unless_it_is_named_it_is_at_the_port_of_https(string? port, string? named, string issuer)
    {
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal) { ["LOCKSTEP_HTTPS"] = port, ["Tokens:Issuer"] = named };
        await using var services =
            Program.BuildServices(new ConfigurationBuilder().AddInMemoryCollection(settings.Where(static one =>
                one.Value is not null)).Build());
        services.GetRequiredService<IOptions<TokenOptions>>().Value.Issuer.ShouldBe(issuer);
    }

    [Theory]
    [InlineData("https://localhost:9443", "https://localhost:8443", true)]
    [InlineData("https://localhost:9443", "https://localhost:", false)]
    [InlineData("https://localhost:9443", "https://localhost:8443/", false)]
    [InlineData("https://localhost:9443", "https://localhost:8443.example.com", false)]
    [InlineData("https://lockstep.example.com", "https://localhost:8443", false)]
    public void Processes_on_one_machine_take_each_others_tokens(string own, string issuer, bool isTaken) =>
        new TokenOptions { Issuer = own }.Takes(issuer).ShouldBe(isTaken);
}
