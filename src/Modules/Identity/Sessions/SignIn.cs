using Lockstep.Identity.Keys;
using Lockstep.Identity.Passwords;
using Lockstep.Identity.Start;
using Lockstep.Identity.Users;
using Lockstep.Runtime;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Lockstep.Identity.Sessions;

/// <summary>What signing in takes.</summary>
internal sealed record LoginRequest
{
    /// <summary>Required; in any case.</summary>
    public string? Email { get; init; }

    /// <summary>Required.</summary>
    public string? Password { get; init; }
}

/// <summary>POST /auth/login</summary>
internal static partial class SignIn
{
    private const int EmailMax = 180;
    private static readonly Problem Refused = new(401, "The e-mail address or the password is wrong.");
    private static readonly Problem Busy = new(
        503, "Too many people are signing in right now; try again in a moment.", RetryAfter: TimeSpan.FromSeconds(5));

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/login", HandleAsync)
        .ForAll()
        .TakesCredentials()
        .Describe("Sign in with e-mail and password", Response.Of<TokenAnswer>(200), Response.Error(400, 401, 503));

    private static async Task<Answer> HandleAsync(
        LoginRequest request, HttpContext context, [FromKeyedServices(IdentityModule.Key)] ModuleDatabase database,
        PasswordGate gate, TokenIssuer issuer, IdSource ids, FirstAdminFile firstAdmin, ILogger<IdentityModule> logger)
    {
        if (Check(request).ToProblem() is { } problem)
        {
            return problem;
        }

        var user = await FindAsync(database, request.Email!, context.RequestAborted);
        var check = await gate.CheckAsync(user?.PasswordHash, request.Password!, context.RequestAborted);
        if (check != PasswordCheck.Right || user is null)
        {
            return check == PasswordCheck.Busy ? Busy : Refuse(logger, user);
        }

        var token = RefreshToken.Create();
        var session = ids.Next();
        var signedIn = await database.Store.WriteAsync(
            transaction => StartAsync(transaction, user, session, token, database.Clock.GetUtcNow(), issuer.RefreshLifetime), context.RequestAborted);
        if (signedIn is null)
        {
            return Refuse(logger, user);
        }

        firstAdmin.Delete();
        SignedIn(logger, user.Subject, session);
        return TokenAnswer.Send(context, issuer, signedIn, session, token);
    }

    private static Errors Check(LoginRequest request)
    {
        var errors = new Errors();
        TextRules.CheckRequired(errors, "email", request.Email, EmailMax);
        if (request.Password is not { Length: > 0 and <= PasswordRules.LengthMax })
        {
            errors.Add("password", $"Must be given and have at most {PasswordRules.LengthMax} characters.");
        }

        return errors;
    }

    private static ValueTask<User?> FindAsync(ModuleDatabase database, string email, CancellationToken ct) => database.Store.ReadAsync(
        reader => reader.FirstAsync($"select {User.Columns} from users u where u.email_key = $1", User.Read, TextRules.Fold(email)), ct);

    /// <summary>Begins a session, unless the user was disabled or got another password while this one was being checked.</summary>
    private static async ValueTask<User?> StartAsync(
        ITransaction transaction, User seen, Guid session, RefreshToken token, DateTimeOffset now, TimeSpan lifetime)
    {
        var user = await User.FindAsync(transaction, seen.Id);
        if (user is null or { Disabled: true } || !string.Equals(user.PasswordHash, seen.PasswordHash, StringComparison.Ordinal))
        {
            return null;
        }

        await transaction.ExecuteAsync(
            "insert into sessions (id, user_id, token_version, created_at, expires_at) values ($1, $2, $3, $4, $5)",
            session, user.Id, user.TokenVersion, now, now + lifetime);
        await SessionTable.AddTokenAsync(transaction, session, token, now, lifetime);
        return user;
    }

    /// <summary>One answer for every reason; only the log tells them apart, and not by the address that was typed.</summary>
    private static Problem Refuse(ILogger logger, User? user)
    {
        NotSignedIn(logger, user?.Subject ?? "nobody we know");
        return Refused;
    }

    [LoggerMessage(4010, LogLevel.Information, "{Subject} signed in, session {Session}")]
    private static partial void SignedIn(ILogger logger, string subject, Guid session);

    [LoggerMessage(4011, LogLevel.Warning, "sign-in refused for {Subject}")]
    private static partial void NotSignedIn(ILogger logger, string subject);
}
