using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Lockstep.Runtime.Http;

/// <summary>
/// The body of a PUT as it came, member by member: whether it may say so can only be told beside the record that stands
/// (<see cref="MergePatch.TryReplace"/>). The endpoint says of which type it is by <c>Accepts</c>.
/// </summary>
/// <param name="Members">The members.</param>
public sealed record WholeRecord(JsonObject Members)
{
    /// <summary>Reads it, as the framework does for the parameter of an endpoint.</summary>
    public static async ValueTask<WholeRecord> BindAsync(HttpContext context)
    {
        if (!context.Request.HasJsonContentType())
        {
            throw new BadHttpRequestException("The body is no JSON.", StatusCodes.Status415UnsupportedMediaType);
        }

        try
        {
            var options = context.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
            return new((JsonObject?)await context.Request.ReadFromJsonAsync(options.GetTypeInfo(typeof(JsonObject)), context.RequestAborted)
                ?? throw new JsonException());
        }
        catch (JsonException fault)
        {
            throw new BadHttpRequestException("The body can't be read.", StatusCodes.Status400BadRequest, fault);
        }
    }
}
