using System.Net.Http.Headers;
using Lockstep.Identity.Keys;
using Lockstep.Identity.Users;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Tests.Support;

/// <summary>Callers with other roles than the admin's.</summary>
internal static class Roles
{
    private const int Strangers = 1_000;

    /// <summary>A client of a user who holds just these roles.</summary>
    public static HttpClient As(this TestApp app, params string[] roles) => app.WithToken(app.TokenFor(roles));

    public static HttpClient WithToken(this TestApp app, string token)
    {
        var client = new HttpClient { BaseAddress = app.Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    /// <summary>A token of a user who is a customer.</summary>
    public static string TokenFor(this TestApp app, long customer, params string[] roles) => app.Services.GetRequiredService<TokenIssuer>()
        .Issue(new TokenRequest(UserAccount.SubjectOf(Strangers), "Someone", roles, Version: 1) { CustomerId = customer,
            SignedInAt = app.Now });

    /// <summary>A token as Identity issues it.</summary>
    public static string TokenFor(this TestApp app, params string[] roles) => app.Services.GetRequiredService<TokenIssuer>()
        .Issue(new TokenRequest(UserAccount.SubjectOf(Strangers + roles.Length), "Someone", roles, Version: 1)
        {
            Email = "someone@example.com", SignedInAt = app.Now,
        });
}
