using Microsoft.AspNetCore.Builder;

namespace Lockstep.Runtime.Http;

/// <summary>Marks endpoints that are sent passwords, codes or secrets in their body: the edge limits how often these may be wrong.</summary>
public sealed record TakesCredentials;

/// <summary>Marks endpoints that may take as long as they need: imports, exports, streams.</summary>
public sealed record NoTimeLimit;

/// <summary>What the edge must know of an endpoint besides who may call it.</summary>
public static class EndpointTraits
{
    /// <summary>Says that credentials come in the body.</summary>
    public static TBuilder TakesCredentials<TBuilder>(this TBuilder builder) where TBuilder : IEndpointConventionBuilder =>
        builder.WithMetadata(new TakesCredentials());

    /// <summary>Lifts the limit of a request's time.</summary>
    public static TBuilder WithoutTimeLimit<TBuilder>(this TBuilder builder) where TBuilder : IEndpointConventionBuilder =>
        builder.WithMetadata(new NoTimeLimit());
}
