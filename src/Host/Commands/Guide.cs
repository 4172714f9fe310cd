using Lockstep.Contracts.Access;

namespace Lockstep.Host.Commands;

/// <summary>What <c>./run</c> tells a person to do first: where to look, how to get in, and a line that adds a customer.</summary>
internal static class Guide
{
    /// <summary>The sample data makes some lines of log; the guide comes after them, where it is still to be seen.</summary>
    private static readonly TimeSpan SampleTime = TimeSpan.FromSeconds(1);

    public static async Task ShowAsync(WebApplication app, string address, TextWriter output)
    {
        await Task.Delay(SampleTime, app.Services.GetRequiredService<TimeProvider>(), app.Lifetime.ApplicationStopping)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await output.WriteLineAsync(Text(address, app.Services.GetRequiredService<FirstSignIn>()));
        await output.FlushAsync();
    }

    private static string Text(string address, FirstSignIn first)
    {
        var email = first.Email ?? "admin@localhost";
        var known = first.Password is null ? "the password of your first start (./run --clean starts over)"
            : $"the one-time password {first.Password}";
        var password = first.Password is null ? "" : $"LOCKSTEP_PASSWORD={first.Password} ";
        var asks = first.Password is null ? "your password" : "a password of your own";
        return $$"""

              Open first      {{address}}/ (all of the API: {{address}}/docs)
              Sign in         {{email}} with {{known}}
              From a shell    a token (this asks for {{asks}}), and a customer with it; watch for its package in the lines below

            TOKEN=$({{password}}./lockstep token --url {{address}} --email {{email}})
            curl -s {{address}}/api/customers -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' \
              -d '{"name":"Ada Example","email":"ada@example.com"}'

              Ctrl-C stops; started again it goes on with its data.

            """;
    }
}
