using System.Text;
using Lockstep.Runtime.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Lockstep.Gateway.Edge;

/// <summary>
/// Refuses bodies in a charset that nobody knows, which would else only be found out while the body is read. The standard lets the name
/// stand in quotes; it goes on without them.
/// </summary>
internal sealed class BodyCharset(RequestDelegate next)
{
    private static readonly Problem Unknown = new(
        415, "The charset in Content-Type is none that is known here; send UTF-8.",
        new Dictionary<string, string[]>(StringComparer.Ordinal) { ["Content-Type"] = ["Names no charset that is known here."] });

    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (request.ContentType is not { } type || !type.Contains("charset", StringComparison.OrdinalIgnoreCase)
            || !MediaTypeHeaderValue.TryParse(type, out var media) || !media.Charset.HasValue)
        {
            return next(context);
        }

        var name = HeaderUtilities.RemoveQuotes(media.Charset).ToString();
        if (!IsKnown(name))
        {
            return Unknown.SendAsync(context);
        }

        if (name.Length < media.Charset.Length)
        {
            media.Charset = name;
            request.ContentType = media.ToString();
        }

        return next(context);
    }

    private static bool IsKnown(string name)
    {
        if (name.Equals("utf-8", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        try
        {
            // UTF-7 can hide what a text says from whoever reads its bytes; the framework refuses it late and loudly.
            return (CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name)).CodePage != 65_000;
        }
        catch (Exception error) when (error is ArgumentException or NotSupportedException)
        {
            return name.Equals("latin1", StringComparison.OrdinalIgnoreCase);
        }
    }
}
