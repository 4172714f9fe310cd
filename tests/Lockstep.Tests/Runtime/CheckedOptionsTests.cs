using System.ComponentModel.DataAnnotations;
using Lockstep.Runtime;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Lockstep.Tests.Runtime;

public sealed class CheckedOptionsTests
{
    [Fact]
    public void A_section_is_bound_also_where_code_has_set_some_of_it_before()
    {
        using var provider = Provider("7", services => services.Configure<Limits>(static limits => limits.Least = 3));
        var limits = provider.GetRequiredService<IOptions<Limits>>().Value;
        (limits.Most, limits.Least).ShouldBe((7, 3));
    }

    [Fact]
    public void Asked_for_twice_it_is_bound_and_complained_of_once()
    {
        using var provider = Provider("70", static _ => { });
        Should.Throw<OptionsValidationException>(() => provider.GetRequiredService<IOptions<Limits>>().Value).Failures.Count().ShouldBe(1);
        provider.GetServices<IConfigureOptions<Limits>>().Count().ShouldBe(1);
    }

    private static ServiceProvider Provider(string most, Action<IServiceCollection> before)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder()
            .AddInMemoryCollection([new("Limits:Most", most)]).Build());
        before(services);
        services.AddCheckedOptions<Limits>("Limits").AddCheckedOptions<Limits>("Limits");
        return services.BuildServiceProvider();
    }

    private sealed class Limits
    {
        [Range(1, 9)]
        public int Most { get; init; } = 1;

        public int Least { get; set; }
    }
}
