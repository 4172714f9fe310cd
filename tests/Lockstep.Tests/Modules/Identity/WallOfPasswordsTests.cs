using Lockstep.Tests.Support;

namespace Lockstep.Tests.Modules.Identity;

public sealed class WallOfPasswordsTests
{
    private const int Attackers = 24;

    [Fact]
    public async Task A_wall_of_wrong_passwords_from_one_address_keeps_neither_the_admin_nor_readers_out()
    {
        await using var app = await TestApp.StartAsync();
        using var stop = new CancellationTokenSource();
        using var elsewhere = People.ClientFrom("127.0.0.2", app.Address);
        var refused = new int[600];
        var stands = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var wall = Enumerable.Range(0, Attackers).Select(number => AttackAsync(elsewhere, number, refused, stands, stop.Token)).ToList();
        await stands.Task.SoonAsync();

        for (var round = 0; round < 3; round++)
        {
            using var signedIn = await People
                .LoginAsync(app.Anonymous, TestApp.AdminEmail, TestApp.AdminPassword, "/api/auth/login")
                .SoonAsync();
            ((int)signedIn.StatusCode).ShouldBe(200);
            (await app.GetAsync("/api/customers").SoonAsync()).Status.ShouldBe(200);
        }

        await stop.CancelAsync();
        await Task.WhenAll(wall).SoonAsync();
        refused[200].ShouldBe(0);
        refused[401].ShouldBeGreaterThan(0);
        refused[429].ShouldBeGreaterThan(0);
        (refused[401] + refused[429]).ShouldBe(refused.Sum());
    }

    /// <summary>Half of them try the admin's account, half any other.</summary>
    private static async Task AttackAsync(HttpClient client, int number, int[] refused, TaskCompletionSource stands, CancellationToken ct)
    {
        for (var round = 0; !ct.IsCancellationRequested; round++)
        {
            var email = number % 2 == 0 ? TestApp.AdminEmail : $"user{number}-{round}@example.com";
            using var answer = await People.LoginAsync(client, email, "wrong horse battery", "/api/auth/login");
            if (Interlocked.Increment(ref refused[(int)answer.StatusCode]) > 0 && (int)answer.StatusCode == 429)
            {
                stands.TrySetResult();
            }
        }
    }
}
