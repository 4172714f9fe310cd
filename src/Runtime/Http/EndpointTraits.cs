using Microsoft.AspNetCore.Builder;

namespace Lockstep.Runtime.Http;

/// <summary>
/// Marks endpoints that are sent passwords, codes or secrets in their body: the edge limits how often these may be wrong.
/// </summary>
public sealed record TakesCredentials;

/// <summary>Marks endpoints that may take as long as they need: imports, exports, streams.</summary>
public sealed record NoTimeLimit;

/// <summary>
/// Marks endpoints whose answers go on for as long as somebody listens: the edge gives them no time limit, and a
/// <see cref="Security.StandingCaller"/>.
/// </summary>
public sealed record StaysOpen;

/// <summary>A feature of requests that were sent as HEAD and are served as GET.</summary>
public sealed record AskedByHead;

/// <summary>A feature of requests that are one read of a batch.</summary>
public sealed record PartOfBatch;

/// <summary>Marks endpoints whose GET does more than read: no page in a browser may bring it about.</summary>
public sealed record ChangesByGet;

/// <summary>What the edge must know of an endpoint besides who may call it.</summary>
public static class EndpointTraits
{
    /// <summary>Says that credentials come in the body.</summary>
    public static TBuilder TakesCredentials<TBuilder>(this TBuilder builder) where TBuilder : IEndpointConventionBuilder =>
        builder.WithMetadata(new TakesCredentials());

    /// <summary>Lifts the limit of a request's time. Such an answer has no place in a batch, which waits for all of its own.</summary>
    public static TBuilder WithoutTimeLimit<TBuilder>(this TBuilder builder) where TBuilder : IEndpointConventionBuilder =>
        builder.WithMetadata(new NoTimeLimit()).StandsAlone();

    /// <summary>Says that the answer goes on for as long as somebody listens.</summary>
    public static TBuilder StaysOpen<TBuilder>(this TBuilder builder) where TBuilder : IEndpointConventionBuilder =>
        builder.WithMetadata(new StaysOpen(), new NoTimeLimit()).StandsAlone();

    /// <summary>
    /// Says that GET does more than read, so that HEAD, which must not, is refused, and so is a browser that is known by its cookie or by
    /// being on this machine.
    /// </summary>
    public static TBuilder ActsOnGet<TBuilder>(this TBuilder builder) where TBuilder : IEndpointConventionBuilder
    {
        builder.WithMetadata(new ChangesByGet()).StandsAlone();
        builder.Finally(static endpoint =>
        {
            var serve = endpoint.RequestDelegate!;
            endpoint.RequestDelegate = context => context.Features.Get<AskedByHead>() is null
                ? serve(context)
                : new Problem(405, "GET takes something here, so HEAD, which must not, is not answered.").SendAsync(context);
        });
        return builder;
    }

    private static TBuilder StandsAlone<TBuilder>(this TBuilder builder) where TBuilder : IEndpointConventionBuilder
    {
        builder.Finally(static endpoint =>
        {
            var serve = endpoint.RequestDelegate!;
            endpoint.RequestDelegate = context => context.Features.Get<PartOfBatch>() is null
                ? serve(context)
                : new Problem(400, "This is a file or a stream, or does more than read: ask for it by itself, not in a batch.")
                    .SendAsync(context);
        });
        return builder;
    }
}
