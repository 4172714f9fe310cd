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
        var password = first.Password ?? "YOUR-PASSWORD";
        var known = first.Password is null ? "the password of your first start (./run --clean starts over)" : $"the one-time password {password}";
        return $$"""

              Open first      {{address}}/docs
              Sign in         {{email}} with {{known}}
              Add a customer  (watch for its package in the lines below)

            curl -s {{address}}/api/customers -H "Authorization: Bearer $(curl -s {{address}}/api/auth/login -H 'Content-Type: application/json' -d '{"email":"{{email}}","password":"{{password}}"}' | sed 's/.*"access_token":"\([^"]*\)".*/\1/')" -H 'Content-Type: application/json' -d '{"name":"Ada Example","email":"ada@example.com"}'

              Ctrl-C stops; started again it goes on with its data.

            """;
    }
}
