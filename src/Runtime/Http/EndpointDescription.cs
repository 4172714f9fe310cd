using System.Diagnostics.CodeAnalysis;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Lockstep.Runtime.Http;

/// <summary>What the OpenAPI document says of an endpoint.</summary>
public static class EndpointDescription
{
    /// <summary>Gives an endpoint its summary, its bodies and its possible answers, in this order in the document.</summary>
    public static TBuilder Describe<TBuilder>(this TBuilder builder, string summary, params object[][] metadata)
        where TBuilder : IEndpointConventionBuilder =>
        builder.WithSummary(summary).WithMetadata([.. metadata.SelectMany(items => items)]);
}

/// <summary>The bodies that an endpoint takes, each with an example that works.</summary>
public static class Body
{
    /// <summary>JSON; its shape is that of the handler's parameter.</summary>
    public static object[] Json([StringSyntax(StringSyntaxAttribute.Json)] string example) => Of("application/json", example);

    /// <summary>A body that is not JSON. Named twice, the endpoint takes both.</summary>
    public static object[] Of(string mediaType, string example) => [new BodyExample(mediaType, example)];
}

/// <summary>The possible answers of an endpoint.</summary>
public static class Response
{
    private static readonly string[] Json = ["application/json"];
    private static readonly string[] ProblemJson = [Problem.MediaType];

    /// <summary>A JSON body.</summary>
    public static object[] Of<T>(int status) => [new ProducesResponseTypeMetadata(status, typeof(T), Json)];

    /// <summary>A page of a list.</summary>
    public static object[] Page<T>() => Of<Page<T>>(200);

    /// <summary>No body.</summary>
    public static object[] Empty(int status) => [new ProducesResponseTypeMetadata(status, typeof(void))];

    /// <summary>A body that is not JSON.</summary>
    public static object[] Text(int status, string mediaType) => [new ProducesResponseTypeMetadata(status, typeof(string), [mediaType])];

    /// <summary>Problem details; 401 and 403 need not be named.</summary>
    public static object[] Error(params int[] statuses) =>
        [.. statuses.Select(status => new ProducesResponseTypeMetadata(status, typeof(ProblemBody), ProblemJson))];
}

/// <summary>A page of a list.</summary>
/// <param name="Items">The rows.</param>
/// <param name="Total">How many rows there are; absent when <paramref name="TotalAtLeast"/> is there.</param>
/// <param name="TotalAtLeast">With a filter that more than 10,000 rows pass: 10,000.</param>
/// <param name="Next">Give it as <c>after</c> to get the next page; null on the last.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, long? Total, long? TotalAtLeast, string? Next);

/// <summary>Problem details (RFC 9457) as they look in the document.</summary>
public sealed record ProblemBody(
    string Type, string Title, int Status, string Detail, string Instance, string TraceId, IReadOnlyDictionary<string, string[]>? Errors,
    long? MergedInto);

/// <summary>A query parameter for the OpenAPI document.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it is good for.</param>
/// <param name="Example">A value that works; a parameter that has one must be given.</param>
public sealed record QueryParameter(string Name, string Description, string? Example = null)
{
    /// <summary>Of a whole number.</summary>
    public const string Whole = "int64";

    /// <summary>Of an instant.</summary>
    public const string Moment = "date-time";

    /// <summary>One of the formats here; null for a text.</summary>
    public string? Format { get; init; }

    /// <summary>The words that there are; null for any.</summary>
    public IReadOnlyList<string>? Words { get; init; }

    /// <summary>What all names begin with that it stands for; null when it stands for its own alone.</summary>
    public string? Start { get; init; }

    /// <summary>Whether it is called so.</summary>
    public bool IsCalled(string name) => string.Equals(name, Name, StringComparison.Ordinal)
        || (Start is not null && name.StartsWith(Start, StringComparison.Ordinal));
}

/// <summary>A body that an endpoint takes, in the OpenAPI document and in what is made from it.</summary>
/// <param name="MediaType">Its media type.</param>
/// <param name="Example">A body that works.</param>
public sealed record BodyExample(string MediaType, string Example);
