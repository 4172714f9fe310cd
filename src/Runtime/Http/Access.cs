using Lockstep.Contracts.Access;
using Lockstep.Runtime.Security;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Lockstep.Runtime.Http;

/// <summary>What an endpoint asks of its caller. Both the gateway and the module that serves the endpoint check it.</summary>
/// <param name="Permission">One of <see cref="Permissions"/>.</param>
/// <param name="Own">The permission that is enough for the records of the customer that the caller is; null when there is none.</param>
/// <param name="Also">Another permission that reaches every record of this endpoint; null when there is none.</param>
public sealed record RequiredPermission(string Permission, string? Own = null, string? Also = null)
{
    /// <summary>Whether a caller reaches every record.</summary>
    internal bool ReachesAll(Caller caller) => caller.Can(Permission) || (Also is not null && caller.Can(Also));
}

/// <summary>Marks endpoints that everybody who signed in may call, whatever the roles.</summary>
public sealed record SignedIn;

/// <summary>Marks endpoints for which people must have signed in lately: a session that somebody left open is not enough.</summary>
public sealed record RecentSignIn;

/// <summary>Marks endpoints that anybody may call.</summary>
public sealed record OpenToAll;

/// <summary>The checks of who may call what.</summary>
public static class Access
{
    private static readonly RequiredPermission Nobody = new("nobody");
    private static readonly Problem Anonymous = new(
        401, "Sign in first: send a bearer token in the Authorization header (POST /api/auth/login gives one).");

    /// <summary>The <c>type</c> of the problem that the sign-in was too long ago; programs sign in again by it.</summary>
    public const string LongAgoType = "urn:lockstep:problem:sign-in-too-old";

    private static readonly Problem LongAgo = new(
        403, "You signed in too long ago for this: sign in again (POST /api/auth/login, or anew in the portal), then repeat it.")
    {
        Type = LongAgoType,
    };

    /// <summary>
    /// Asks for a permission. The module checks it right here, whoever sent the request on: the gateway's check is not the only one.
    /// </summary>
    public static TBuilder Needs<TBuilder>(this TBuilder builder, string permission) where TBuilder : IEndpointConventionBuilder =>
        builder.Needs(new RequiredPermission(permission));

    /// <summary>
    /// Asks for a permission, or for the one that reaches only what belongs to the caller. The use case must then keep to
    /// <see cref="Work.Only"/>; a test calls each such endpoint as somebody whose record it is not.
    /// </summary>
    public static TBuilder NeedsOrOwn<TBuilder>(this TBuilder builder, string permission, string own)
        where TBuilder : IEndpointConventionBuilder => builder.Needs(new RequiredPermission(permission, own));

    /// <summary>Asks for one of two permissions, each of which reaches every record of this endpoint.</summary>
    public static TBuilder NeedsEither<TBuilder>(this TBuilder builder, string permission, string also, string? own = null) where TBuilder
        : IEndpointConventionBuilder =>
        builder.Needs(new RequiredPermission(permission, own, also));

    /// <summary>
    /// Asks people for a sign-in of the last minutes (<see cref="TokenOptions.RecentSignIn"/>). Machines show their secret with each call
    /// or a few minutes before it.
    /// </summary>
    public static TBuilder AfterRecentSignIn<TBuilder>(this TBuilder builder) where TBuilder : IEndpointConventionBuilder =>
        builder.WithMetadata(new RecentSignIn());

    /// <summary>Lets everybody in.</summary>
    public static TBuilder ForAll<TBuilder>(this TBuilder builder) where TBuilder : IEndpointConventionBuilder =>
        builder.WithMetadata(new OpenToAll());

    /// <summary>Asks for nothing but a verified token; likewise checked right here.</summary>
    public static TBuilder ForSignedIn<TBuilder>(this TBuilder builder) where TBuilder : IEndpointConventionBuilder
    {
        builder.WithMetadata(new SignedIn());
        builder.Finally(endpoint =>
        {
            var serve = endpoint.RequestDelegate!;
            endpoint.RequestDelegate = context =>
                Caller.Of(context) is null ? Anonymous.SendAsync(context) : serve(context);
        });
        return builder;
    }

    /// <summary>
    /// A 401 or 403 when the caller may not call an endpoint, else null. One that says nothing about who may call it is closed to all.
    /// </summary>
    public static Problem? Refuse(Caller? caller, Endpoint endpoint)
    {
        if (endpoint.Metadata.GetMetadata<OpenToAll>() is not null)
        {
            return null;
        }

        return endpoint.Metadata.GetMetadata<SignedIn>() is null
            ? Refuse(caller, endpoint.Metadata.GetMetadata<RequiredPermission>() ?? Nobody)
            : caller is null ? Anonymous : null;
    }

    private static Problem? Refuse(Caller? caller, RequiredPermission required)
    {
        if (caller is null)
        {
            return Anonymous;
        }

        return required.ReachesAll(caller) || (required.Own is not null && caller.Can(required.Own))
            ? null
            : (Problem)Work.Lacks(caller, required.Permission);
    }

    private static bool IsTooLongAgo(HttpContext context, Caller caller) => !caller.IsMachine
        && (caller.SignedInAt is not { } at || context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow() - at
            > context.RequestServices.GetRequiredService<IOptions<TokenOptions>>().Value.RecentSignIn);

    private static TBuilder Needs<TBuilder>(this TBuilder builder, RequiredPermission required) where TBuilder : IEndpointConventionBuilder
    {
        builder.WithMetadata(required);
        builder.Finally(endpoint =>
        {
            var serve = endpoint.RequestDelegate!;
            var asksLately = endpoint.Metadata.OfType<RecentSignIn>().Any();
            endpoint.RequestDelegate = context =>
            {
                var caller = Caller.Of(context);
                if (Refuse(caller, required) is { } problem)
                {
                    return problem.SendAsync(context);
                }

                if (asksLately && IsTooLongAgo(context, caller!))
                {
                    return LongAgo.SendAsync(context);
                }

                if (!required.ReachesAll(caller!))
                {
                    Work.Limit(context, caller!);
                }

                return serve(context);
            };
        });
        return builder;
    }
}
