using Lockstep.Contracts.Json;
using Lockstep.Contracts.Users;
using Lockstep.Identity.Registration;
using Lockstep.Identity.Schema;
using Lockstep.Identity.Sessions;
using Lockstep.Identity.Users;
using Lockstep.Runtime.Dialects;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Identity.Dialects;

/// <summary>Registering and signing in, as the clients of a shop do.</summary>
internal static class ShopAccounts
{
    public static void Map(IEndpointRouteBuilder shop)
    {
        MapCodes(shop);
        shop.MapPost(
                "/api/customers/register",
                (ShopRegistration input, Work work, [FromServices] RegisterPerson register) =>
                    register.RunAsync(input.ToInput(), work).RetoldAsync(
                        ContractsJson.Wire.User, static user => new ShopRegistered(true, MessageOf(user), ShopAccount.Of(user)),
                        ShopAccountJson.Wire.ShopRegistered).ToHttpAsync())
            .ForAll()
            .Describe(
                "Register, where that is allowed (Registration:Enabled)",
                Body.Json("""{ "name": "Ada Lovelace", "email": "ada@example.com", "password": "engines of brass" }"""),
                Response.Of<ShopRegistered>(201), Response.Error(400, 403, 409, 429, 503));
        shop.MapPost(
                "/api/customers/login",
                (ShopLogin login, Work work, [FromServices] PasswordSignIn signIn, IdentityDatabase database) =>
                    SignInAsync(login, work, signIn, database).ToHttpAsync())
            .ForAll()
            .TakesCredentials()
            .Describe(
                "Sign in with e-mail and password",
                Body.Json("""{ "email": "ada@example.com", "password": "engines of brass" }"""),
                Response.Of<ShopSignedIn>(200), Response.Error(400, 401, 403, 429, 503));
    }

    private static void MapCodes(IEndpointRouteBuilder shop)
    {
        shop.MapPost(
                "/api/customers/register/code",
                (ShopCodeWanted wanted, Work work, [FromServices] ConfirmRegistration confirm) =>
                    confirm.AskAsync(new CodeWanted { Email = wanted.Email }, work).RetoldAsync(
                        RegistrationJson.Default.CodeAsked, static asked => new ShopSaid(true, asked.Detail), ShopAccountJson.Wire.ShopSaid)
                        .ToHttpAsync())
            .ForAll()
            .Describe(
                "Have another code mailed to the address that somebody registered with",
                Body.Json("""{ "email": "ada@example.com" }"""), Response.Of<ShopSaid>(202), Response.Error(400, 429));
        shop.MapPost(
                "/api/customers/register/confirm",
                (ShopProof proof, Work work, [FromServices] ConfirmRegistration confirm) =>
                    confirm.RunAsync(proof.ToProof(), work).RetoldAsync(
                        ContractsJson.Wire.User, static user => new ShopRegistered(true, MessageOf(user), ShopAccount.Of(user)),
                        ShopAccountJson.Wire.ShopRegistered).ToHttpAsync())
            .ForAll()
            .TakesCredentials()
            .Describe(
                "Confirm the address with the code that came by mail",
                Body.Json("""{ "email": "ada@example.com", "code": "the-code-of-the-mail", "password": "engines of brass" }"""),
                Response.Of<ShopRegistered>(200), Response.Error(400, 429, 503));
    }

    private static string MessageOf(User user) => user switch
    {
        { Disabled: true } => "Registered. A mail with a code is on its way; send the code to /api/customers/register/confirm.",
        { CustomerId: null } => "Registered. Which customer you are is not settled yet: the code of the mail says it, or the staff.",
        _ => "Registered.",
    };

    private static Task<Answer> SignInAsync(ShopLogin login, Work work, PasswordSignIn signIn, IdentityDatabase database) =>
        SignIn.RunAsync(login.ToRequest(), work, signIn).RetoldAsync(
            SessionJson.Default.TokenAnswer,
            async tokens =>
            {
                var user = await database.Store.AskAsync(reader => UserTable.FindByEmailAsync(reader, login.Email!), work.Ct);

                // Nobody has the address any more when it was changed at this very moment.
                var account = user is null ? new ShopAccount(null, login.Email!, login.Email!) : ShopAccount.Of(user.ToRecord());
                return new ShopSignedIn(true, "Signed in.", tokens.AccessToken, account);
            },
            ShopAccountJson.Wire.ShopSignedIn);
}
