using Lockstep.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Tests.Gateway;

/// <summary>Apps with settings of the edge.</summary>
internal static class EdgeApp
{
    public static Task<TestApp> StartAsync(params (string Name, string Value)[] settings) => StartAsync(null, settings);

    public static Task<TestApp> StartAsync(ManualClock? clock, params (string Name, string Value)[] settings) =>
        TestApp.StartAsync(builder => Set(builder, clock, settings));

    /// <summary>The ports in the order in which they were opened: HTTP, HTTPS, those of dialects, those of old clients.</summary>
    public static IReadOnlyList<Uri> Ports(this TestApp app) =>
        [
            .. app
                .Services.GetRequiredService<IServer>()
                .Features.Get<IServerAddressesFeature>()!
                .Addresses.Select(address => new Uri(address)),
        ];

    /// <summary>What a status, and its Retry-After in seconds, are.</summary>
    public static (int Status, int? RetryAfter) Verdict(this ApiAnswer answer) =>
        (answer.Status, (int?)answer.Message.Headers.RetryAfter?.Delta?.TotalSeconds);

    private static void Set(WebApplicationBuilder builder, ManualClock? clock, (string Name, string Value)[] settings)
    {
        builder.Configuration.AddInMemoryCollection(settings.Select(pair => KeyValuePair.Create(pair.Name, (string?)pair.Value)));
        if (clock is not null)
        {
            builder.Services.AddSingleton<TimeProvider>(clock);
        }
    }
}
