using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Lockstep.Runtime.Http.Files;

/// <summary>
/// Sends a file to be saved and never to be shown: no browser opens it in our name, whatever is in it. A part at a time; when one is
/// missing the connection breaks off, for a file that ends too early must not look whole.
/// </summary>
/// <param name="name">The name under which it is saved.</param>
/// <param name="type">What it is by its bytes.</param>
/// <param name="size">Its bytes.</param>
/// <param name="digest">SHA-256 of them; also the ETag.</param>
/// <param name="part">Reads a part by its number, from 0; null when it is gone.</param>
public sealed class FileDownload(
    string name, string type, long size, byte[] digest, Func<int, CancellationToken, ValueTask<byte[]?>> part) : IResult
{
    /// <summary>A file that is in memory as a whole.</summary>
    public static FileDownload Of(UploadedFile file) => new(
        file.Name, file.Type, file.Bytes.Length, file.Digest,
        (number, _) => ValueTask.FromResult<byte[]?>(FileParts.At(file.Bytes, number)));

    /// <inheritdoc />
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var (response, ct) = (httpContext.Response, httpContext.RequestAborted);
        var disposition = new ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName(name);
        response.ContentType = type;
        response.ContentLength = size;
        var headers = response.Headers;
        headers.ContentDisposition = disposition.ToString();
        headers.ETag = $"\"{Convert.ToHexStringLower(digest)}\"";
        headers.XContentTypeOptions = "nosniff";
        headers.CacheControl = "no-store";
        headers.ContentSecurityPolicy = "default-src 'none'; sandbox; frame-ancestors 'none'";
        for (var number = 0; number < FileParts.Count(size); number++)
        {
            if (await part(number, ct) is not { } bytes)
            {
                httpContext.Abort();
                return;
            }

            await response.Body.WriteAsync(bytes, ct);
        }
    }
}
