using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Lockstep.Runtime.Http.Files;

/// <summary>What endpoints that take files need.</summary>
public static class FileServices
{
    /// <summary>What a form may say around its file.</summary>
    private const int FormMax = 65_536;

    /// <summary>
    /// Lets an endpoint take a file of the largest size there is; its body is read by <see cref="UploadedFile.ReadAsync"/>.
    /// </summary>
    /// <param name="builder">The endpoint.</param>
    /// <param name="routes">Where it is mapped.</param>
    public static TBuilder TakesFile<TBuilder>(this TBuilder builder, IEndpointRouteBuilder routes) where TBuilder
        : IEndpointConventionBuilder =>
        builder.WithMetadata(new LargestBody(routes.ServiceProvider.GetRequiredService<IOptions<FileLimits>>().Value.BytesMax + FormMax));

    /// <summary>The answer of an endpoint that sends a file: any of the types that there are.</summary>
    public static object[] SendsFile => [new ProducesResponseTypeMetadata(200, typeof(string), FileType.All)];

    private sealed class LargestBody(long bytes) : IRequestSizeLimitMetadata
    {
        public long? MaxRequestBodySize => bytes;
    }
}
